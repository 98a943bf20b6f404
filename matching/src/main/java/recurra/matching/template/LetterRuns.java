package recurra.matching.template;

import java.util.Arrays;
import java.util.List;

/** All runs of three letters in some words, each once. */
final class LetterRuns {
    private static final int LENGTH = 3;

    /** No run: a run holds three characters of sixteen bits. */
    private static final long FREE = -1;

    /** An open table with as many places as a power of two, at most half of them taken. */
    private final long[] table;

    private int size;

    private LetterRuns(int most) {
        table = new long[Integer.highestOneBit(Math.max(4, most)) << 2];
        Arrays.fill(table, FREE);
    }

    /** The runs in the words with a space before, between and behind them. */
    static LetterRuns of(List<Word> words) {
        StringBuilder text = new StringBuilder(words.size() * 8).append(' ');
        for (Word word : words) {
            text.append(word.text()).append(' ');
        }
        LetterRuns runs = new LetterRuns(text.length());
        long run = 0;
        for (int i = 0; i < text.length(); i++) {
            run = (run << Character.SIZE | text.charAt(i)) & 0xFFFF_FFFF_FFFFL;
            if (i >= LENGTH - 1) {
                runs.add(run);
            }
        }
        return runs;
    }

    int size() {
        return size;
    }

    /** How many runs both have. */
    int common(LetterRuns other) {
        int common = 0;
        for (long run : table) {
            common += run != FREE && other.table[other.place(run)] == run ? 1 : 0;
        }
        return common;
    }

    private void add(long run) {
        int place = place(run);
        if (table[place] == FREE) {
            table[place] = run;
            size++;
        }
    }

    /** Where the run stands, or would. */
    private int place(long run) {
        int mask = table.length - 1;
        int place = (int) ((run * 0x9E37_79B9_7F4A_7C15L) >>> 32) & mask;
        while (table[place] != FREE && table[place] != run) {
            place = (place + 1) & mask;
        }
        return place;
    }
}
