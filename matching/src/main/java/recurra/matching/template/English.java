package recurra.matching.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import recurra.matching.text.Lexicon;
import recurra.matching.text.WordList;

/**
 * What the guards know of English: word lists, contractions and plurals. Stemming goes no further
 * than the plural, since "unsafe", "resetting" and "founded" must not lose what makes them differ.
 */
final class English {
    private static final Set<String> MARKERS = WordList.set("english-markers");
    private static final Set<String> FOREIGN_MARKERS = WordList.set("foreign-markers");
    private static final Set<String> SINGULAR = WordList.set("singular");
    private static final Map<String, String> CONTRACTIONS = WordList.map("contractions");
    private static final Map<String, String> SYNONYMS = WordList.map("synonyms");

    /** The least share of words that only English has, as one in so many. */
    private static final int MARKER_SHARE = 8;

    /** The least share of words that WordNet knows, where no marker tells. */
    private static final double KNOWN_SHARE = 0.5;

    private English() {}

    /** Whether the lists of this class apply to the prompt. In doubt they do not. */
    static boolean isEnglish(List<Lexer.Lexeme> prompt) {
        int english = 0;
        int foreign = 0;
        int words = 0;
        int known = 0;
        for (Lexer.Lexeme lexeme : prompt) {
            if (lexeme.kind() == TokenKind.WORD) {
                String word = lexeme.text().toLowerCase(Locale.ROOT);
                words++;
                english += MARKERS.contains(word) ? 1 : 0;
                foreign += FOREIGN_MARKERS.contains(word) ? 1 : 0;
                known += Lexicon.knows(word) ? 1 : 0;
            }
        }
        boolean marked = english > foreign && english * MARKER_SHARE >= words;
        return marked || (foreign == 0 && words > 0 && known >= KNOWN_SHARE * words);
    }

    /** The prompt with "what's" as "what is" and "isn't" as "is not"; "France's" stays in two. */
    static List<Lexer.Lexeme> expand(List<Lexer.Lexeme> prompt) {
        List<Lexer.Lexeme> expanded = new ArrayList<>();
        for (Lexer.Lexeme lexeme : prompt) {
            if (lexeme.equals(Lexer.Lexeme.POSSESSIVE) && !expanded.isEmpty()) {
                // Also "what 's", as transcribers write it.
                Lexer.Lexeme owner = expanded.removeLast();
                expandWord(owner.kind(), owner.text() + "'s", expanded);
            } else if (lexeme.kind() == TokenKind.WORD) {
                expandWord(lexeme.kind(), lexeme.text(), expanded);
            } else {
                expanded.add(lexeme);
            }
        }
        return expanded;
    }

    private static void expandWord(TokenKind kind, String word, List<Lexer.Lexeme> out) {
        String whole = CONTRACTIONS.get(word);
        if (whole != null) {
            for (String part : whole.split(" ")) {
                out.add(new Lexer.Lexeme(TokenKind.WORD, part));
            }
        } else if (word.endsWith("n't")) {
            out.add(new Lexer.Lexeme(kind, word.substring(0, word.length() - 3)));
            out.add(new Lexer.Lexeme(TokenKind.WORD, "not"));
        } else if (word.endsWith("'s")) {
            out.add(new Lexer.Lexeme(kind, word.substring(0, word.length() - 2)));
            out.add(Lexer.Lexeme.POSSESSIVE);
        } else if (word.endsWith("'re")) {
            out.add(new Lexer.Lexeme(kind, word.substring(0, word.length() - 3)));
            out.add(new Lexer.Lexeme(TokenKind.WORD, "are"));
        } else if (word.endsWith("'ve")) {
            out.add(new Lexer.Lexeme(kind, word.substring(0, word.length() - 3)));
            out.add(new Lexer.Lexeme(TokenKind.WORD, "have"));
        } else if (word.endsWith("'ll")) {
            out.add(new Lexer.Lexeme(kind, word.substring(0, word.length() - 3)));
            out.add(new Lexer.Lexeme(TokenKind.WORD, "will"));
        } else {
            out.add(new Lexer.Lexeme(kind, word));
        }
    }

    /** The word in the singular, and one of words that mean the same in every sentence. */
    static String stem(String word) {
        String known = SYNONYMS.getOrDefault(word, word);
        String singular = singular(known);
        return SYNONYMS.getOrDefault(singular, singular);
    }

    private static String singular(String word) {
        int length = word.length();
        if (length <= 3
                || !word.endsWith("s")
                || SINGULAR.contains(word)
                || Character.isUpperCase(word.codePointAt(0))
                || word.endsWith("ss")
                || word.endsWith("us")
                || word.endsWith("is")
                || word.endsWith("ics")) {
            return word;
        }
        if (word.endsWith("ies") && length > 4) {
            return word.substring(0, length - 3) + "y";
        }
        if (word.endsWith("sses")
                || word.endsWith("xes")
                || word.endsWith("zzes")
                || word.endsWith("ches")
                || word.endsWith("shes")) {
            return word.substring(0, length - 2);
        }
        return word.substring(0, length - 1);
    }
}
