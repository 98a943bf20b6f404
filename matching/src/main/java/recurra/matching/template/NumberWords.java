package recurra.matching.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import recurra.matching.text.WordList;

/** Numbers in English words: "twenty five", "two hundred and six", "third". */
final class NumberWords {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private static final Map<String, BigInteger> CARDINALS =
            WordList.map("numbers").entrySet().stream()
                    .collect(
                            Collectors.toMap(Map.Entry::getKey, e -> new BigInteger(e.getValue())));

    private static final Map<String, String> ORDINALS = WordList.map("ordinals");

    /** A number in digits, and how many words it took. */
    record Parsed(String digits, int words) {}

    private NumberWords() {}

    /** The number that the words begin with. */
    static Optional<Parsed> prefixOf(List<String> words) {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String ordinal = ORDINALS.get(words.getFirst());
        if (ordinal != null) {
            return Optional.of(new Parsed(ordinal, 1));
        }
        BigInteger total = BigInteger.ZERO;
        BigInteger group = null;
        BigInteger last = null;
        int used = 0;
        int at = 0;
        while (at < words.size()) {
            BigInteger value = CARDINALS.get(words.get(at));
            if (value == null) {
                boolean joins = words.get(at).equals("and") && last != null && isScale(last);
                if (!joins || !isSmallAt(words, at + 1) || isScaleAt(words, at + 2)) {
                    // "Between one hundred and two hundred" has two numbers.
                    break;
                }
                at++;
                continue;
            }
            if (isScale(value)) {
                BigInteger scaled = (group == null ? BigInteger.ONE : group).multiply(value);
                if (value.equals(HUNDRED)) {
                    group = scaled;
                } else {
                    total = total.add(scaled);
                    group = null;
                }
            } else if (group == null) {
                group = value;
            } else if (joins(last, value)) {
                group = group.add(value);
            } else {
                break;
            }
            last = value;
            at++;
            used = at;
        }
        if (used == 0) {
            return Optional.empty();
        }
        BigInteger number = group == null ? total : total.add(group);
        return Optional.of(new Parsed(number.toString(), used));
    }

    private static boolean isSmallAt(List<String> words, int at) {
        BigInteger value = at < words.size() ? CARDINALS.get(words.get(at)) : null;
        return value != null && !isScale(value);
    }

    private static boolean isScaleAt(List<String> words, int at) {
        BigInteger value = at < words.size() ? CARDINALS.get(words.get(at)) : null;
        return value != null && isScale(value);
    }

    private static boolean isScale(BigInteger value) {
        return value.compareTo(HUNDRED) >= 0;
    }

    /** Whether "twenty" and "five" are one number; "nineteen" and "five" are two. */
    private static boolean joins(@Nullable BigInteger last, BigInteger value) {
        if (last == null) {
            return false;
        }
        boolean tens = last.intValue() >= 20 && last.compareTo(HUNDRED) < 0;
        boolean unit = value.signum() > 0 && value.intValue() < 10;
        return isScale(last) || (tens && unit);
    }
}
