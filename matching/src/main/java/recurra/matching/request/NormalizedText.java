package recurra.matching.request;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import recurra.matching.NormalizedKey;
import recurra.matching.Sha256;
import recurra.matching.text.Phrases;
import recurra.matching.text.PlainCharacters;
import recurra.matching.text.WordList;

/**
 * A question without its spelling: one form for all that differ in case, white space, Unicode form
 * and closing punctuation only.
 *
 * <p>Only prose has such a form. Text that may be code has none, nor has a question about spelling
 * itself. What a prompt hands over to be worked on, behind a colon or a line break, stays as it is.
 * What stands between quotation marks keeps the case that may carry meaning, and all of its
 * characters where it is no prose; a mark without its partner keeps everything behind it.
 *
 * @param folded the question without case
 * @param cased the question with the case that may carry meaning
 * @param uniform whether the question's words are in one case, which tells nothing
 * @param closing what the closing mark tells: {@code ?} asks, {@code .} does not, {@code *} has
 *     nothing to tell, since there is none or the words ask anyway
 */
record NormalizedText(String folded, String cased, boolean uniform, String closing) {
    private static final int LONGEST = 2_000;

    private static final Pattern CODE =
            Pattern.compile(
                    "[\\t`{}\\[\\]\\\\|=_^;]|(?<![\\s(])[<>~]|[<>~](?![$\\d])|\\n[ \\n]*[ ]");

    /** Where the words of the question may end and its material begin. */
    private static final Pattern PAYLOAD = Pattern.compile(":(?=\\s)|\\n");

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

    /** Words of questions about spelling that plain questions about other things have, too. */
    private static final Phrases SPELLING_SUSPECT = Phrases.load("spelling-suspect");

    /** What a question may hand over to be looked at. */
    private static final Pattern MATERIAL = Pattern.compile("[\"':(]");

    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{M}]+");

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}']+");

    /** Titles of fewer words cannot be told from sentences. */
    private static final int WORDS_OF_A_TITLE = 3;

    static Optional<NormalizedText> of(String question) {
        String raw = withoutSpacesAround(question);
        if (raw.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = PlainCharacters.of(raw);
        if (CODE.matcher(plain).find() || isAboutSpelling(plain)) {
            return Optional.empty();
        }
        String composed = Normalizer.normalize(raw, Normalizer.Form.NFC);
        OptionalInt payload = payload(composed);
        if (payload.isPresent()) {
            String head = PlainCharacters.of(composed.substring(0, payload.getAsInt()));
            return Optional.of(
                    of(head, FoldedText.of(head), composed.substring(payload.getAsInt())));
        }
        FoldedText text = FoldedText.of(plain);
        if (!text.rest().isEmpty()) {
            String head = plain.substring(0, plain.length() - text.rest().length());
            return Optional.of(of(head, text, ""));
        }
        Matcher closing = CLOSING.matcher(text.cased());
        if (!closing.find()) {
            return Optional.of(of(plain, text, ""));
        }
        String sentence = text.cased().substring(0, closing.start()).stripTrailing();
        int cut = text.cased().length() - sentence.length();
        return Optional.of(
                new NormalizedText(
                        text.folded().substring(0, text.folded().length() - cut),
                        sentence,
                        isUniform(plain),
                        told(sentence, closing.group())));
    }

    /** No-break spaces count as spaces. */
    private static String withoutSpacesAround(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static NormalizedText of(String head, FoldedText text, String payload) {
        String rest = text.rest() + payload;
        return new NormalizedText(
                text.folded() + rest, text.cased() + rest, isUniform(head), NormalizedKey.UNMARKED);
    }

    /**
     * Where the words of the question end and its material begins, if it has any: at a line break,
     * or at a colon unless that is part of the question, as in "Cooking: How do I boil eggs?" or
     * "Which is better: tea or coffee?".
     */
    private static OptionalInt payload(String text) {
        Matcher payload = PAYLOAD.matcher(text);
        if (!payload.find()) {
            return OptionalInt.empty();
        }
        String head = text.substring(0, payload.start());
        String rest = text.substring(payload.end()).strip();
        boolean oneLine = text.indexOf('\n') < 0;
        boolean chooses = text.endsWith("?") || rest.contains(" or ");
        boolean asks =
                asks(rest)
                        || (asks(head) && chooses)
                        || (text.endsWith("?")
                                && SENTENCE_END.splitAsStream(rest).anyMatch(part -> asks(part)));
        return oneLine && asks ? OptionalInt.empty() : OptionalInt.of(payload.start());
    }

    private static boolean asks(String text) {
        return QUESTION_START.matcher(text).find();
    }

    private static boolean isUniform(String text) {
        boolean small = text.codePoints().noneMatch(Character::isUpperCase);
        boolean capital = text.codePoints().noneMatch(Character::isLowerCase);
        if (small || capital) {
            return true;
        }
        String[] words = BETWEEN_WORDS.split(text.strip());
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
        List<String> words = List.of(NO_LETTERS.split(text.toLowerCase(Locale.ROOT)));
        return SPELLING_SENSITIVE.in(words)
                || (SPELLING_SUSPECT.in(words) && !isPlainQuestion(text));
    }

    private static boolean isPlainQuestion(String text) {
        return asks(text) && !SENTENCE_END.matcher(text).find() && !MATERIAL.matcher(text).find();
    }

    /**
     * What the closing mark tells: "You can do this?" asks, "You can do this." does not, and "What
     * is this" asks with any mark or none.
     */
    private static String told(String sentence, String mark) {
        boolean asksAnyway = asks(sentence) && !SENTENCE_END.matcher(sentence).find();
        if (asksAnyway) {
            return NormalizedKey.UNMARKED;
        }
        return mark.indexOf('?') >= 0 ? "?" : ".";
    }
}
