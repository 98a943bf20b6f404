package recurra.evaluation.trial;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Samples that follow from a seed. */
public final class Sample {
    private Sample() {}

    /**
     * At most so many of the elements, drawn without replacement; all in their order if they fit.
     */
    public static <T> List<T> of(List<T> elements, int limit, long seed) {
        if (elements.size() <= limit) {
            return List.copyOf(elements);
        }
        List<T> shuffled = new ArrayList<>(elements);
        Collections.shuffle(shuffled, new Random(seed));
        return List.copyOf(shuffled.subList(0, limit));
    }

    /** At most so many of each group. */
    public static <T> List<T> ofEach(
            List<T> elements, Function<T, String> group, int limit, long seed) {
        Map<String, List<T>> groups =
                elements.stream()
                        .collect(Collectors.groupingBy(group, TreeMap::new, Collectors.toList()));
        return groups.values().stream()
                .flatMap(members -> of(members, limit, seed).stream())
                .toList();
    }
}
