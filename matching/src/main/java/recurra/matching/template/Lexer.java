package recurra.matching.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import recurra.matching.text.CaseFolding;
import recurra.matching.text.PlainCharacters;

/**
 * Cuts a prompt into words, numbers, quotations and code. Drops white space and the closing mark;
 * every other sign is a token of its own, since "let's eat, grandma" is not "let's eat grandma".
 */
final class Lexer {
    private static final Pattern TOKEN =
            Pattern.compile(
                    """
                    (?<ticked>`+[^`]*`+)
                    |(?<quoted>"[^"]*"|(?<![\\p{L}\\p{N}])'(?!\\s|(?:s|d|m|t|re|ve|ll)\\b)[^']*(?<!\\s)'(?![\\p{L}\\p{N}]))
                    |(?<address>(?<![^\\s"'`])[^\\s"'`]{0,100}(?:://|@)[^\\s"'`]{0,900}[\\p{L}\\p{N}/])
                    |(?<ordinal>\\d+(?:st|nd|rd|th)\\b)
                    |(?<grouped>\\d{1,3}(?:,\\d{3}){1,9}(?:\\.\\d+)?(?![\\p{L}\\p{N}_,]))
                    |(?<number>\\d+(?:[.,:/-]\\d+){0,9}(?![\\p{L}\\p{N}_]))
                    |(?<word>[\\p{L}\\p{M}]+(?:'\\p{L}+){0,3}(?:(?<=s)'(?!\\p{L}))?(?![\\p{L}\\p{M}\\p{N}_+\\#\\[]|[._/\\\\]+[\\p{L}\\p{N}_]|::))
                    |(?<identifier>\\.?[\\p{L}\\p{M}\\p{N}_]+(?:(?:[._/\\\\]|::)[\\p{L}\\p{M}\\p{N}_]+){0,30}[+\\#]*)
                    |(?<possessive>'s\\b)
                    |(?<factorial>(?<=\\d|\\b\\p{L})!)
                    |(?<end>[.!?](?![^\\s.!?"')\\]]))
                    |(?<mark>[,;:])
                    |(?<dropped>[\\s'"])
                    |(?<hyphen>(?<=\\p{L}{2})-(?=\\p{L}{2}))
                    |(?<symbol>.)
                    """,
                    Pattern.COMMENTS | Pattern.DOTALL);

    /** A token as it stands in the prompt. */
    record Lexeme(TokenKind kind, String text) {
        /** The possessive ending of the word before. */
        static final Lexeme POSSESSIVE = new Lexeme(TokenKind.WORD, "'s");

        /** Whether it parts clauses or sentences. */
        boolean isMark() {
            return kind == TokenKind.MARK;
        }

        @Override
        public String toString() {
            return "Lexeme[kind=" + kind + ", length=" + text.length() + "]";
        }
    }

    private final CaseFolding folding;
    private final List<Lexeme> lexemes = new ArrayList<>();
    private boolean sentenceStarts = true;

    private Lexer(String text) {
        folding = new CaseFolding(text);
    }

    static List<Lexeme> lex(String prompt) {
        String text = PlainCharacters.of(prompt);
        Lexer lexer = new Lexer(text);
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            lexer.take(matcher);
        }
        lexer.dropLastMark();
        return List.copyOf(lexer.lexemes);
    }

    private void take(Matcher token) {
        String text = token.group();
        if (token.group("word") != null) {
            word(text);
        } else if (token.group("quoted") != null) {
            add(TokenKind.QUOTED, text.substring(1, text.length() - 1));
        } else if (token.group("ordinal") != null || token.group("number") != null) {
            add(TokenKind.NUMBER, text);
        } else if (token.group("grouped") != null) {
            add(TokenKind.NUMBER, text.replace(",", ""));
        } else if (token.group("possessive") != null) {
            lexemes.add(Lexeme.POSSESSIVE);
        } else if (token.group("mark") != null) {
            mark(text);
        } else if (token.group("end") != null) {
            mark(text);
            sentenceStarts = true;
        } else if (token.group("dropped") == null && token.group("hyphen") == null) {
            add(TokenKind.CODE, text);
        }
    }

    private void word(String text) {
        if (text.endsWith("'")) {
            word(text.substring(0, text.length() - 1));
            lexemes.add(Lexeme.POSSESSIVE);
            return;
        }
        String folded = folding.fold(text, sentenceStarts);
        int letters = folded.codePointCount(0, folded.length());
        boolean single = letters == 1 && !folded.equals("a") && !folded.equals("i");
        // CaseFolding leaves a capital behind the first letter only where case counts.
        boolean cased = folded.codePoints().skip(1).anyMatch(Character::isUpperCase);
        add(single || cased ? TokenKind.CODE : TokenKind.WORD, folded);
    }

    /** Of several marks in a row the first one counts, of those at the end none. */
    private void mark(String text) {
        if (!lexemes.isEmpty() && !lexemes.getLast().isMark()) {
            lexemes.add(new Lexeme(TokenKind.MARK, text));
        }
    }

    private void dropLastMark() {
        if (!lexemes.isEmpty() && lexemes.getLast().isMark()) {
            lexemes.removeLast();
        }
    }

    private void add(TokenKind kind, String text) {
        lexemes.add(new Lexeme(kind, text));
        sentenceStarts = false;
    }
}
