package recurra.evaluation.result;

import java.util.List;
import org.jspecify.annotations.Nullable;
import recurra.evaluation.metric.Tally;

/**
 * Questions asked in another spelling of a cache that holds all of them, at the exact and the
 * normalised tier.
 *
 * @param withoutForm questions that the normalised tier keeps out of, such as code
 */
public record SpellingResult(
        String set,
        long questions,
        long withoutForm,
        List<Variant> variants,
        List<Example> missed,
        List<Example> falseHits) {

    /**
     * One way to spell.
     *
     * @param found hits on the question itself
     * @param falseHits hits on a question of another answer
     */
    public record Variant(
            String variant,
            long trials,
            long found,
            long falseHits,
            @Nullable Double recall,
            @Nullable Double falseHitRateUpper) {
        public static Variant of(String name, long trials, long found, long falseHits) {
            return new Variant(
                    name,
                    trials,
                    found,
                    falseHits,
                    new Tally(trials, found, 0, trials, falseHits).recall(),
                    new Tally(trials, found, 0, trials, falseHits).falsePositiveRateUpper());
        }
    }

    /** Two spellings. */
    public record Example(String variant, String asked, String stored) {
        /** Without content. */
        @Override
        public String toString() {
            return "Example[variant=" + variant + "]";
        }
    }

    public SpellingResult {
        variants = List.copyOf(variants);
        missed = List.copyOf(missed);
        falseHits = List.copyOf(falseHits);
    }

    /** All ways together. */
    public Variant total() {
        return Variant.of(
                "all",
                variants.stream().mapToLong(Variant::trials).sum(),
                variants.stream().mapToLong(Variant::found).sum(),
                variants.stream().mapToLong(Variant::falseHits).sum());
    }
}
