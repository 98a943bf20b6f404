package recurra.matching.template;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import recurra.matching.request.QuestionKind;
import recurra.matching.text.Phrases;
import recurra.matching.text.WordList;

/**
 * Whether a question may be answered by another question's answer at all. Judged by word lists: in
 * full for English, for what is live, personal or an order in German, French and Spanish. A
 * question that points at nothing outside of itself passes.
 */
public final class Eligibility {
    /** Longer prompts carry too much that one vector cannot hold, in characters. */
    static final int LONGEST = 2_000;

    private static final Pattern CODE =
            Pattern.compile(
                    "```|\\t|\\n {2,}\\S|[{};]\\s*(?:\\n|$)|[{}]|=>|->|\\w+\\([^)]*\\)\\s*[;{.]");

    private static final Pattern CLAUSE_END = Pattern.compile("[.,;:!?]\\s+");

    /** Words before a closing or pointing "that". */
    private static final Set<String> BEFORE_THAT =
            Set.of("is", "was", "does", "did", "do", "can", "about", "of", "like", "to", "for");

    /** German, French and Spanish; what is live or personal, for prompts that are not English. */
    private static final Phrases FOREIGN_LIVE = Phrases.load("other-languages/live");

    private static final Phrases FOREIGN_PERSONAL = Phrases.load("other-languages/personal");
    private static final Phrases FOREIGN_ACTING = Phrases.load("other-languages/acting");

    private static final Phrases LIVE = Phrases.load("live");
    private static final Phrases PERSONAL = Phrases.load("personal");
    private static final Phrases FOLLOW_UPS = Phrases.load("follow-ups");
    private static final Phrases EXPLETIVES = Phrases.load("expletives");
    private static final Phrases ACTING_PRELUDES = Phrases.load("acting-preludes");
    private static final Set<String> ACTING = WordList.set("acting");
    private static final Set<String> DEICTICS = WordList.set("deictics");
    private static final Set<String> POINTERS = WordList.set("pointers");
    private static final Set<String> CLAUSE_WORDS = WordList.set("clause-words");
    private static final Set<String> FUNCTION_WORDS = WordList.set("function-words");

    /** Fewer words may be a verb alone: "how do I start if it fails". */
    private static final int WORDS_THAT_NAME = 2;

    /** Whether a question may be compared by similarity. */
    public sealed interface Result {}

    /** It may. */
    public record Eligible() implements Result {}

    /**
     * It may not.
     *
     * @param reason the label of a {@link QuestionKind}, {@code too_long}, {@code not_prose} or
     *     {@code kept_apart}
     */
    public record Ineligible(String reason) implements Result {}

    private Eligibility() {}

    /** The judgement about the question. */
    public static Result of(String question) {
        return of(question, Set.of(), Phrases.NONE);
    }

    /**
     * The judgement about the question.
     *
     * @param alsoCompared kinds of questions that may be compared all the same
     * @param keptApart phrases whose questions are not to be compared, besides those known here
     */
    public static Result of(String question, Set<QuestionKind> alsoCompared, Phrases keptApart) {
        if (question.length() > LONGEST) {
            return new Ineligible("too_long");
        }
        if (CODE.matcher(question).find()) {
            return new Ineligible("not_prose");
        }
        List<List<String>> clauses =
                CLAUSE_END.splitAsStream(question).map(Eligibility::words).toList();
        List<String> words = clauses.stream().flatMap(List::stream).toList();
        if (keptApart.in(words)) {
            return new Ineligible("kept_apart");
        }
        for (QuestionKind kind : QuestionKind.values()) {
            if (!alsoCompared.contains(kind) && isOf(kind, question, clauses, words)) {
                return new Ineligible(kind.label());
            }
        }
        return new Eligible();
    }

    private static boolean isOf(
            QuestionKind kind, String question, List<List<String>> clauses, List<String> words) {
        return switch (kind) {
            case ACTING -> isActing(words) || FOREIGN_ACTING.prefixOf(words) > 0;
            case LIVE -> LIVE.in(words) || isForeign(FOREIGN_LIVE, question, words);
            case PERSONAL -> PERSONAL.in(words) || isForeign(FOREIGN_PERSONAL, question, words);
            case DEICTIC -> FOLLOW_UPS.in(words) || isDeictic(clauses);
        };
    }

    private static boolean isForeign(Phrases phrases, String question, List<String> words) {
        return phrases.in(words) && !English.isEnglish(Lexer.lex(question));
    }

    private static boolean isActing(List<String> words) {
        List<String> order = words;
        for (int prelude = ACTING_PRELUDES.prefixOf(order);
                prelude > 0;
                prelude = ACTING_PRELUDES.prefixOf(order)) {
            order = order.subList(prelude, order.size());
        }
        return !order.isEmpty() && ACTING.contains(order.getFirst());
    }

    /**
     * Whether a word points at something that the prompt has not named in an earlier clause, as far
     * as word lists can tell.
     */
    private static boolean isDeictic(List<List<String>> clauses) {
        int naming = 0;
        boolean named = false;
        for (List<String> clause : clauses) {
            List<String> words = EXPLETIVES.without(clause);
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                if (POINTERS.contains(word)
                        || (DEICTICS.contains(word) && !named)
                        || (word.equals("that") && pointsBack(words, i))) {
                    return true;
                }
                if (CLAUSE_WORDS.contains(word)) {
                    named |= naming >= WORDS_THAT_NAME;
                } else {
                    naming += FUNCTION_WORDS.contains(word) ? 0 : 1;
                }
            }
            named |= naming >= WORDS_THAT_NAME;
        }
        return false;
    }

    private static List<String> words(String text) {
        return English.expand(Lexer.lex(text)).stream().map(Lexer.Lexeme::text).toList();
    }

    /** "Is that", "about that" and a closing "that" point; "the fact that" does not. */
    private static boolean pointsBack(List<String> words, int at) {
        if (at + 1 == words.size()) {
            return true;
        }
        return at > 0 && BEFORE_THAT.contains(words.get(at - 1));
    }
}
