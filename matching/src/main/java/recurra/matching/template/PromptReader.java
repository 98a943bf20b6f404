package recurra.matching.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import recurra.matching.text.Phrases;
import recurra.matching.text.PlainCharacters;
import recurra.matching.text.WordList;

/**
 * Reads what a prompt asks: the type of the question and every word that can change its answer.
 *
 * <p>In English, what goes is politeness ("please"), the asking itself ("tell me"), articles, the
 * forms of "be" and "do" in the present tense, and who asks in "how do I". In other languages
 * nothing goes.
 */
final class PromptReader {
    private static final Set<String> RELATIONS = WordList.set("relations");
    private static final Set<String> NEGATIONS = WordList.set("negations");
    private static final Set<String> QUANTIFIERS = WordList.set("quantifiers");
    private static final Set<String> MENTIONS = WordList.set("mentions");
    private static final Set<String> STATIVE = WordList.set("stative");
    private static final Set<String> LETTER_NAMES = WordList.set("letter-names");
    private static final Phrases POLITE = Phrases.load("polite");
    private static final Phrases GREETINGS = Phrases.load("greetings");
    private static final Phrases ASKING = Phrases.load("frames-asking");
    private static final Phrases TELLING = Phrases.load("frames-telling");

    private static final Map<String, QuestionType> QUESTION_WORDS =
            Map.of(
                    "what", QuestionType.WHAT,
                    "which", QuestionType.WHAT,
                    "who", QuestionType.WHO,
                    "whom", QuestionType.WHO,
                    "whose", QuestionType.WHOSE,
                    "where", QuestionType.WHERE,
                    "when", QuestionType.WHEN,
                    "why", QuestionType.WHY,
                    "how", QuestionType.HOW);

    private static final Set<String> AUXILIARIES =
            Set.of(
                    "be", "is", "are", "am", "was", "were", "do", "does", "did", "can", "could",
                    "will", "would", "shall", "should", "may", "might", "must", "has", "have",
                    "had");

    private static final Set<String> ARTICLES = Set.of("a", "an", "the");
    private static final Set<String> PRESENT_BE = Set.of("is", "are", "am");
    private static final String BE = "be";

    /** Nouns before which "a" counts: "a few" is some, "few" is hardly any. */
    private static final Set<String> COUNTED_BY_A =
            Set.of("few", "little", "number", "lot", "couple", "bit");

    private static final Set<String> GENERIC_SUBJECTS = Set.of("i", "you", "we", "one");

    /** Words that make the subject of "how can you" a certain person. */
    private static final Set<String> PERSONS = Set.of("i", "me", "you", "your", "we", "us", "our");

    private final List<Lexer.Lexeme> lexemes;

    /** The words at the places of the lexemes; nothing where something else stands. */
    private final List<String> words;

    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int end;

    private PromptReader(List<Lexer.Lexeme> prompt) {
        lexemes = prompt;
        words =
                prompt.stream()
                        .map(lexeme -> lexeme.kind() == TokenKind.WORD ? lexeme.text() : "")
                        .toList();
        end = prompt.size();
    }

    static PromptFeatures read(String prompt, @Nullable TokenVectors vectors) {
        List<Lexer.Lexeme> lexemes = Lexer.lex(prompt);
        QuestionType unmarked =
                PlainCharacters.of(prompt).stripTrailing().endsWith("?")
                        ? QuestionType.OTHER_QUESTION
                        : QuestionType.STATEMENT;
        boolean english = English.isEnglish(lexemes);
        // A prompt that is too long for the tier is never compared.
        String compared = prompt.length() > Eligibility.LONGEST ? "" : prompt;
        WordReader reader = new WordReader(compared, english);
        List<Word> words = reader.words();
        byte[][] wordVectors =
                vectors == null ? null : WordVectors.of(words, reader.spans(), vectors);
        if (!english) {
            List<Token> all = lexemes.stream().map(l -> new Token(l.kind(), l.text())).toList();
            return new PromptFeatures(false, unmarked, all, words, wordVectors);
        }
        PromptReader asked = new PromptReader(English.expand(lexemes));
        QuestionType type = asked.readEnglish(unmarked);
        return new PromptFeatures(true, type, asked.kept(type), words, wordVectors);
    }

    static boolean isAuxiliary(String word) {
        return AUXILIARIES.contains(word);
    }

    private QuestionType readEnglish(QuestionType unmarked) {
        dropPoliteness();
        QuestionType type = readType(unmarked);
        while (at < end) {
            readToken();
        }
        return type;
    }

    private List<Token> kept(QuestionType type) {
        return type == QuestionType.WHAT || type == QuestionType.WHO
                ? Possessives.resolved(tokens)
                : tokens;
    }

    private void dropPoliteness() {
        dropStart(POLITE.prefixOf(rest()));
        int greeting = GREETINGS.prefixOf(rest());
        if (greeting > 0 && isAsking(afterMark(at + greeting))) {
            dropStart(greeting);
        }
        dropStart(POLITE.prefixOf(rest()));
        if (rest().stream().noneMatch(MENTIONS::contains)) {
            end -= POLITE.suffixOf(rest());
            end -= end > at && lexemes.get(end - 1).isMark() ? 1 : 0;
        }
    }

    private void dropStart(int count) {
        at = count == 0 ? at : afterMark(at + count);
    }

    private int afterMark(int place) {
        return isMark(place) ? place + 1 : place;
    }

    private boolean isMark(int place) {
        return place < end && lexemes.get(place).isMark();
    }

    private boolean isAsking(int from) {
        List<String> following = words.subList(from, end);
        return QUESTION_WORDS.containsKey(wordAt(from))
                || isAuxiliary(wordAt(from))
                || POLITE.prefixOf(following) > 0
                || ASKING.prefixOf(following) > 0
                || TELLING.prefixOf(following) > 0;
    }

    private QuestionType readType(QuestionType unmarked) {
        int telling = TELLING.prefixOf(rest());
        if (telling > 0 && wordAt(at + telling).equals("the")) {
            at += telling;
            tokens.add(new Token(TokenKind.WORD, BE));
            return QuestionType.WHAT;
        }
        int asking = ASKING.prefixOf(rest());
        boolean indirect = asking > 0 && QUESTION_WORDS.containsKey(wordAt(at + asking));
        at += indirect ? asking : 0;
        QuestionType type = QUESTION_WORDS.get(wordAt(at));
        if (type == null) {
            return isAuxiliary(wordAt(at)) ? QuestionType.YES_NO : unmarked;
        }
        at++;
        if (type == QuestionType.HOW && wordAt(at).equals("come")) {
            at++;
            return QuestionType.WHY;
        }
        if (type == QuestionType.HOW && asksHowTo()) {
            at += wordAt(at).equals("to") ? 1 : 2;
            tokens.add(new Token(TokenKind.RELATION, "to"));
        } else if (indirect && end > at && PRESENT_BE.contains(wordAt(end - 1))) {
            // "Tell me what the capital is" asks "what is the capital".
            end--;
            tokens.add(new Token(TokenKind.WORD, BE));
        }
        return type;
    }

    private boolean asksHowTo() {
        if (wordAt(at).equals("to")) {
            return true;
        }
        boolean generic =
                (wordAt(at).equals("do") || wordAt(at).equals("can") || wordAt(at).equals("does"))
                        && GENERIC_SUBJECTS.contains(wordAt(at + 1));
        if (!generic || end - at < 4 || STATIVE.contains(wordAt(at + 2))) {
            return false;
        }
        // "How do you boil eggs" asks anyone; "how do you spend your day" asks the one who answers.
        return wordAt(at + 1).equals("i")
                || words.subList(at + 2, end).stream().noneMatch(PERSONS::contains);
    }

    private void readToken() {
        Lexer.Lexeme lexeme = lexemes.get(at);
        if (lexeme.kind() != TokenKind.WORD) {
            add(lexeme.kind(), lexeme.text());
            at++;
            return;
        }
        Optional<NumberWords.Parsed> number = NumberWords.prefixOf(rest());
        if (number.isPresent()) {
            add(TokenKind.NUMBER, number.get().digits());
            at += number.get().words();
            return;
        }
        String word = lexeme.text();
        if (word.equals("a") && COUNTED_BY_A.contains(wordAt(at + 1))) {
            add(TokenKind.QUANTIFIER, word);
        } else if (RELATIONS.contains(word)) {
            add(TokenKind.RELATION, English.stem(word));
        } else if (NEGATIONS.contains(word)) {
            add(TokenKind.NEGATION, word);
        } else if (QUANTIFIERS.contains(word)) {
            add(TokenKind.QUANTIFIER, English.stem(word));
        } else if (PRESENT_BE.contains(word)) {
            add(TokenKind.WORD, BE);
        } else if (word.equals("does")) {
            add(TokenKind.WORD, "do");
        } else if (!isArticle(word)) {
            add(TokenKind.WORD, English.stem(word));
        }
        at++;
    }

    /** "A" closes no phrase and names no vitamin. */
    private boolean isArticle(String word) {
        return ARTICLES.contains(word)
                && at + 1 < end
                && !isMark(at + 1)
                && !RELATIONS.contains(wordAt(at + 1))
                && !(at > 0 && LETTER_NAMES.contains(wordAt(at - 1)));
    }

    private void add(TokenKind kind, String text) {
        tokens.add(new Token(kind, text));
    }

    private List<String> rest() {
        return words.subList(at, end);
    }

    private String wordAt(int place) {
        return place < end ? words.get(place) : "";
    }
}
