package recurra.matching.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import recurra.matching.text.Lexicon;
import recurra.matching.text.WordList;

/**
 * Reads the words of a prompt for the score: their lemmas, their rarity, what is a name, and where
 * the names stand ("from A to B via C").
 */
final class WordReader {
    private static final Pattern WORD =
            Pattern.compile(
                    "[\\p{L}\\p{M}]+(?:['\u2019]\\p{L}+){0,3}(?![\\p{N}_])"
                            + "|[\\p{L}\\p{M}\\p{N}_]+(?:[.,:/-]\\d[\\p{L}\\p{N}]*){0,9}[+#]{0,9}");

    private static final Pattern POSSESSIVE = Pattern.compile("['\u2019]s$");
    private static final Set<String> FUNCTION_WORDS = WordList.set("words-without-weight");
    private static final Set<String> TIMES = WordList.set("times");
    private static final Map<String, String> NUMBERS = WordList.map("numbers");
    private static final Set<String> SOURCES = WordList.set("ways-from");
    private static final Set<String> TARGETS = WordList.set("ways-to");
    private static final Set<String> COMMUTATIVE = WordList.set("commutative");
    private static final Set<String> WAYS = WordList.set("ways-through");

    /** Words behind which a name stands in no way. */
    private static final Set<String> NEUTRAL =
            Set.of("on", "with", "by", "for", "using", "after", "before");

    /** Words that stand for what is asked for, so that "to" before them says nothing of a name. */
    private static final Set<String> ASKING =
            Set.of("who", "whom", "whose", "what", "which", "where", "when");

    /** Words that leave a name on its way: "stopping in Denver". */
    private static final Set<String> PLACING = Set.of("in", "at");

    /** The share of words from which a style counts as the whole text's. */
    private static final double MOST = 0.75;

    private static final Pattern SENTENCE_END = Pattern.compile("[.!?\\n]");

    private final String prompt;
    private final List<Span> spans = new ArrayList<>();
    private final boolean english;
    private final boolean shouting;
    private final boolean titled;

    /** A word and the place where it stands in the prompt, in UTF-16 units. */
    record Span(String text, int start, int end) {
        String lower() {
            return POSSESSIVE.matcher(text.toLowerCase(Locale.ROOT)).replaceFirst("");
        }

        @Override
        public String toString() {
            return "Span[start=" + start + ", end=" + end + "]";
        }
    }

    WordReader(String prompt, boolean english) {
        this.prompt = prompt;
        this.english = english;
        Matcher matcher = WORD.matcher(prompt);
        int ofLetters = 0;
        int upper = 0;
        int capitalized = 0;
        int alphabetic = 0;
        while (matcher.find()) {
            String text = matcher.group();
            spans.add(new Span(text, matcher.start(), matcher.end()));
            if (Character.isLetter(text.codePointAt(0))) {
                alphabetic++;
                capitalized += Character.isUpperCase(text.codePointAt(0)) ? 1 : 0;
                if (text.length() > 1) {
                    ofLetters++;
                    upper += text.equals(text.toUpperCase(Locale.ROOT)) ? 1 : 0;
                }
            }
        }
        shouting = ofLetters > 0 && upper >= MOST * ofLetters;
        titled = !shouting && alphabetic > 4 && capitalized > MOST * alphabetic;
    }

    /** Where the words stand. */
    List<Span> spans() {
        return spans;
    }

    /** The words, one for each span. */
    List<Word> words() {
        List<Word> words = new ArrayList<>(spans.size());
        WordRole role = WordRole.NONE;
        boolean between = false;
        boolean commutative = spans.stream().map(Span::lower).anyMatch(COMMUTATIVE::contains);
        // "Arriving in Denver" is to Denver.
        boolean moving = false;
        int last = 0;
        for (Span span : spans) {
            String text = span.lower();
            boolean first =
                    last == 0 || SENTENCE_END.matcher(prompt).region(last, span.start()).find();
            last = span.end();
            WordClass kind = kind(span, text, first);
            if (WAYS.contains(text)) {
                role = WordRole.WAY;
            } else if (SOURCES.contains(text)) {
                role = WordRole.SOURCE;
            } else if (TARGETS.contains(text)) {
                role = WordRole.TARGET;
            } else if (text.equals("between") && !commutative) {
                role = WordRole.SOURCE;
                between = true;
            } else if (text.equals("and") && between) {
                role = WordRole.TARGET;
                between = false;
            } else if (ASKING.contains(text)
                    || NEUTRAL.contains(text)
                    || (PLACING.contains(text) && role != WordRole.WAY && !moving)) {
                role = WordRole.NONE;
            }
            moving = SOURCES.contains(text) || TARGETS.contains(text);
            boolean placed = kind == WordClass.NAME || kind == WordClass.NUMBER;
            words.add(
                    new Word(
                            text,
                            english ? Lexicon.lemma(text) : text,
                            kind,
                            placed ? role : WordRole.NONE,
                            rarity(text, kind)));
        }
        return words;
    }

    private double rarity(String text, WordClass kind) {
        return switch (kind) {
            case FUNCTION -> Lexicon.rarity(text);
            case CONTENT ->
                    english
                            ? Math.min(Lexicon.rarity(text), Lexicon.rarity(Lexicon.lemma(text)))
                            : 1;
            case NAME, NUMBER, TIME -> 1;
        };
    }

    private WordClass kind(Span span, String text, boolean first) {
        if (text.codePoints().anyMatch(Character::isDigit)) {
            return WordClass.NUMBER;
        }
        if (!english) {
            return WordClass.CONTENT;
        }
        boolean upper =
                !shouting
                        && span.text().length() > 1
                        && span.text().equals(span.text().toUpperCase(Locale.ROOT));
        if (FUNCTION_WORDS.contains(text) && !upper) {
            return WordClass.FUNCTION;
        }
        if (NUMBERS.containsKey(text) && !text.equals("one")) {
            return WordClass.NUMBER;
        }
        if (TIMES.contains(text)) {
            return WordClass.TIME;
        }
        boolean capital = Character.isUpperCase(span.text().codePointAt(0));
        boolean tellingCapital = capital && !first && !shouting && !titled;
        boolean named = upper || tellingCapital || Lexicon.isName(text) || !Lexicon.knows(text);
        return named ? WordClass.NAME : WordClass.CONTENT;
    }
}
