package recurra.matching.request;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import recurra.matching.text.CaseFolding;

/**
 * Words of prose without their spelling.
 *
 * @param folded without case and with single spaces; between quotation marks with the case that may
 *     carry meaning
 * @param cased with the case that may carry meaning everywhere
 * @param rest what stays as it is: everything from a quotation mark on that has no partner
 */
record FoldedText(String folded, String cased, String rest) {
    /** An opening quotation mark: no apostrophe, no sign for inches. */
    private static final Pattern QUOTE =
            Pattern.compile(
                    "(?<![\\d\"])\"+|(?<![\\p{L}\\p{N}'])'+(?=\\S)(?!(?i:s|t|d|m|ll|re|ve)\\b)");

    private static final char NO_MARK = ' ';
    private static final Pattern DOUBLE_QUOTE = Pattern.compile("\"+");
    private static final Pattern SINGLE_QUOTE = Pattern.compile("'+(?![\\p{L}\\p{N}])");
    private static final Pattern PROSE = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\s,.!?'-]+");

    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern SPACE_BEFORE_MARK = Pattern.compile("\\s+(?=[,?!]+(?:\\s|$))");

    /**
     * A word whose case {@link CaseFolding} can judge; others, such as {@code 5MB}, keep theirs.
     */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}']+");

    private static final Pattern TOKEN_EDGE = Pattern.compile("^[(,.!?]*|[):,.!?]*$");

    /** Folds the text, which has plain characters. */
    static FoldedText of(String text) {
        List<Piece> pieces = pieces(text);
        Set<String> quoted = new HashSet<>();
        // "Is 'title' the same as 'Title'?" asks about the spelling of what it quotes.
        boolean verbatim =
                pieces.stream()
                        .filter(piece -> piece.kind == Kind.QUOTED)
                        .map(piece -> piece.text.toLowerCase(Locale.ROOT))
                        .anyMatch(piece -> !quoted.add(piece));
        Writer writer = new Writer(text);
        String rest = "";
        for (Piece piece : pieces) {
            switch (piece.kind) {
                case WORDS -> writer.words(piece.text);
                case QUOTED -> {
                    if (verbatim || !PROSE.matcher(piece.text).matches()) {
                        writer.verbatim(piece.text, piece.mark);
                    } else {
                        writer.quoted(piece.text, piece.mark);
                    }
                }
                case REST -> rest = piece.text;
            }
        }
        return new FoldedText(writer.folded.toString(), writer.cased.toString(), rest);
    }

    /** Without content: no prompt reaches a log. */
    @Override
    public String toString() {
        return "FoldedText[length=" + folded.length() + "]";
    }

    private static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        Matcher opening = QUOTE.matcher(text);
        while (opening.find(at)) {
            pieces.add(new Piece(Kind.WORDS, text.substring(at, opening.start()), NO_MARK));
            char mark = text.charAt(opening.start());
            Matcher closing = (mark == '"' ? DOUBLE_QUOTE : SINGLE_QUOTE).matcher(text);
            if (!closing.find(opening.end()) || closing.start() == opening.end()) {
                pieces.add(new Piece(Kind.REST, text.substring(opening.start()), NO_MARK));
                return pieces;
            }
            String quoted = text.substring(opening.end(), closing.start());
            pieces.add(new Piece(Kind.QUOTED, quoted, mark));
            at = closing.end();
        }
        pieces.add(new Piece(Kind.WORDS, text.substring(at), NO_MARK));
        return pieces;
    }

    private enum Kind {
        WORDS,
        QUOTED,
        REST
    }

    /**
     * @param mark of a quotation; a string and a character of a program differ in nothing else
     */
    private record Piece(Kind kind, String text, char mark) {
        @Override
        public String toString() {
            return "Piece[kind=" + kind + ", length=" + text.length() + "]";
        }
    }

    /** Writes both forms, word by word. */
    private static final class Writer {
        private final StringBuilder folded = new StringBuilder();
        private final StringBuilder cased = new StringBuilder();
        private final CaseFolding folding;
        private boolean sentenceStarts = true;

        Writer(String text) {
            folding = new CaseFolding(text);
        }

        void words(String text) {
            String words = fold(text, false);
            cased.append(words);
            // By capitals first, so that "ß" and "SS" and the two small sigmas become one.
            folded.append(words.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
        }

        void quoted(String text, char mark) {
            sentenceStarts = true;
            verbatim(fold(text.strip(), true), mark);
            sentenceStarts = false;
        }

        void verbatim(String text, char mark) {
            cased.append(mark).append(text).append(mark);
            folded.append(mark).append(text).append(mark);
        }

        private String fold(String text, boolean keepsCapitals) {
            String spaced = SPACES.matcher(text).replaceAll(" ");
            String[] tokens = SPACE_BEFORE_MARK.matcher(spaced).replaceAll("").split(" ", -1);
            boolean afterNumber = false;
            for (int i = 0; i < tokens.length; i++) {
                String bare = TOKEN_EDGE.matcher(tokens[i]).replaceAll("");
                boolean unit = afterNumber && bare.length() <= 3;
                boolean kept = keepsCapitals && !folding.isShouting() && isCapitals(bare);
                if (i > 0 && bare.equals("US") && tokens[i - 1].equalsIgnoreCase("the")) {
                    tokens[i] = tokens[i].replace(bare, "us");
                } else if (WORD.matcher(bare).matches() && !unit && !kept) {
                    tokens[i] = tokens[i].replace(bare, folding.fold(bare, sentenceStarts));
                }
                afterNumber = !bare.isEmpty() && Character.isDigit(bare.charAt(bare.length() - 1));
                sentenceStarts = tokens[i].isEmpty() ? sentenceStarts : endsSentence(tokens[i]);
            }
            return String.join(" ", tokens);
        }

        private static boolean isCapitals(String word) {
            return word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT));
        }

        private static boolean endsSentence(String token) {
            return ".?!:".indexOf(token.charAt(token.length() - 1)) >= 0;
        }
    }
}
