package recurra.matching.request;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import recurra.matching.NormalizedKey;
import recurra.matching.Sha256;
import recurra.matching.text.CaseFolding;
import recurra.matching.text.Phrases;
import recurra.matching.text.PlainCharacters;
import recurra.matching.text.WordList;

/**
 * A question without its spelling: one form for all that differ in case, white space, Unicode form
 * and closing punctuation only.
 *
 * <p>Only prose has such a form. Text that may be code has none, nor has a question about spelling
 * itself. What a prompt hands over to be worked on, behind a colon or a line break, stays as it is,
 * and so does everything from the first quotation mark on.
 *
 * @param folded the question without case
 * @param cased the question with the case that may carry meaning
 * @param uniform whether the question's words are in one case, which tells nothing
 * @param closing what the closing mark tells: {@code ?} asks, {@code .} does not, {@code *} has
 *     nothing to tell, since there is none or the words ask anyway
 */
record NormalizedText(String folded, String cased, boolean uniform, String closing) {
    private static final int LONGEST = 2_000;

    private static final Pattern CODE = Pattern.compile("[\\t`{}<>\\[\\]\\\\|=_~^;]|\\n[ \\n]*[ ]");

    /** Where the words of the question end and its material begins. */
    private static final Pattern PAYLOAD = Pattern.compile(":(?=\\s)|\\n");

    private static final Pattern QUOTE = Pattern.compile("\"|(?<![\\p{L}\\p{N}])'(?=\\S)");
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final Pattern SPACE_BEFORE_MARK = Pattern.compile("\\s+(?=[,?!]+(?:\\s|$))");

    /**
     * A word whose case {@link CaseFolding} can judge; others, such as {@code 5MB}, keep theirs.
     */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}']+");

    private static final Pattern TOKEN_EDGE = Pattern.compile("^[(,.!?]*|[),.!?]*$");

    /** Closing marks; an ellipsis asks to go on, and "5!" is 120. */
    private static final Pattern CLOSING =
            Pattern.compile("(?<![.!?])(?<before>(?<!\\d|\\b\\p{L})!+|[!?]*\\?[!?]*|\\.)$");

    private static final Pattern SENTENCE_END = Pattern.compile("[.!?]\\s");

    private static final Pattern QUESTION_START =
            Pattern.compile(
                    WordList.entries("question-starts").stream()
                            .map(Pattern::quote)
                            .collect(Collectors.joining("|", "(?:^|, )(?:", ")\\b")),
                    Pattern.CASE_INSENSITIVE);

    private static final Phrases SPELLING_SENSITIVE = Phrases.load("spelling-sensitive");

    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{M}]+");

    /** Titles of fewer words cannot be told from sentences. */
    private static final int WORDS_OF_A_TITLE = 3;

    static Optional<NormalizedText> of(String question) {
        String raw = question.strip();
        if (raw.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = PlainCharacters.of(raw);
        if (CODE.matcher(plain).find() || isAboutSpelling(plain)) {
            return Optional.empty();
        }
        String composed = Normalizer.normalize(raw, Normalizer.Form.NFC);
        Matcher payload = PAYLOAD.matcher(composed);
        if (payload.find()) {
            String head = PlainCharacters.of(composed.substring(0, payload.start()));
            return Optional.of(
                    of(
                            head,
                            folded(head),
                            composed.substring(payload.start()),
                            NormalizedKey.UNMARKED));
        }
        Matcher quote = QUOTE.matcher(plain);
        if (quote.find()) {
            String head = plain.substring(0, quote.start());
            return Optional.of(
                    of(head, folded(head), plain.substring(quote.start()), NormalizedKey.UNMARKED));
        }
        String whole = folded(plain).strip();
        Matcher closing = CLOSING.matcher(whole);
        if (!closing.find()) {
            return Optional.of(of(plain, whole, "", NormalizedKey.UNMARKED));
        }
        String sentence = whole.substring(0, closing.start()).stripTrailing();
        return Optional.of(of(plain, sentence, "", told(sentence, closing.group())));
    }

    private static NormalizedText of(String head, String cased, String rest, String closing) {
        // By capitals first, so that "ß" and "SS" and the two small sigmas become one.
        String folded = cased.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return new NormalizedText(folded + rest, cased + rest, isUniform(head), closing);
    }

    private static boolean isUniform(String text) {
        boolean small = text.codePoints().noneMatch(Character::isUpperCase);
        boolean capital = text.codePoints().noneMatch(Character::isLowerCase);
        if (small || capital) {
            return true;
        }
        String[] words = text.strip().split("[^\\p{L}\\p{M}\\p{N}']+");
        return words.length >= WORDS_OF_A_TITLE
                && Arrays.stream(words)
                        .filter(word -> !word.isEmpty())
                        .allMatch(word -> isCapitalized(word));
    }

    private static boolean isCapitalized(String word) {
        int head = Character.charCount(word.codePointAt(0));
        return !Character.isLowerCase(word.codePointAt(0))
                && word.substring(head).codePoints().noneMatch(Character::isUpperCase);
    }

    /** What case and closing mark tell, as {@link NormalizedKey#marks} has it. */
    String marks() {
        String caseMark = uniform ? NormalizedKey.UNMARKED : Sha256.hex(cased).substring(0, 16);
        return caseMark + ":" + closing;
    }

    /** Without content: no prompt reaches a log. */
    @Override
    public String toString() {
        return "NormalizedText[length=" + folded.length() + ", uniform=" + uniform + "]";
    }

    private static boolean isAboutSpelling(String text) {
        return SPELLING_SENSITIVE.in(List.of(NO_LETTERS.split(text.toLowerCase(Locale.ROOT))));
    }

    private static String folded(String text) {
        String spaced = SPACES.matcher(text).replaceAll(" ");
        String[] tokens = SPACE_BEFORE_MARK.matcher(spaced).replaceAll("").split(" ", -1);
        CaseFolding folding = new CaseFolding(text);
        boolean first = true;
        boolean afterNumber = false;
        for (int i = 0; i < tokens.length; i++) {
            String bare = TOKEN_EDGE.matcher(tokens[i]).replaceAll("");
            boolean unit = afterNumber && bare.length() <= 3;
            if (WORD.matcher(bare).matches() && !unit) {
                tokens[i] = tokens[i].replace(bare, folding.fold(bare, first));
            }
            afterNumber = !bare.isEmpty() && Character.isDigit(bare.charAt(bare.length() - 1));
            first = tokens[i].isEmpty() ? first : endsSentence(tokens[i]);
        }
        return String.join(" ", tokens);
    }

    private static boolean endsSentence(String token) {
        char last = token.charAt(token.length() - 1);
        return last == '.' || last == '?' || last == '!';
    }

    /**
     * What the closing mark tells: "You can do this?" asks, "You can do this." does not, and "What
     * is this" asks with any mark or none.
     */
    private static String told(String sentence, String mark) {
        boolean asksAnyway =
                QUESTION_START.matcher(sentence).find() && !SENTENCE_END.matcher(sentence).find();
        if (asksAnyway) {
            return NormalizedKey.UNMARKED;
        }
        return mark.indexOf('?') >= 0 ? "?" : ".";
    }
}
