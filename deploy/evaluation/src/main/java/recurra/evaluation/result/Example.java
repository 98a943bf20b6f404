package recurra.evaluation.result;

import java.util.List;
import org.jspecify.annotations.Nullable;
import recurra.evaluation.method.Weighed;

/**
 * One trial, for people to read.
 *
 * @param tier that served it; absent where none did
 */
public record Example(
        String slice,
        String asked,
        String stored,
        boolean same,
        double cosine,
        double score,
        double threshold,
        @Nullable String tier,
        List<String> vetoes) {
    public Example {
        vetoes = List.copyOf(vetoes);
    }

    public static Example of(String slice, Weighed weighed, boolean same, @Nullable String tier) {
        return new Example(
                slice,
                weighed.asked().text(),
                weighed.stored().text(),
                same,
                weighed.cosine(),
                weighed.weighing().score(),
                weighed.weighing().threshold(),
                tier,
                weighed.objections());
    }

    /** Without content. */
    @Override
    public String toString() {
        return "Example[slice=" + slice + ", same=" + same + ", score=" + score + "]";
    }
}
