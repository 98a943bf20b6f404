package recurra.testing;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made at its first use. A failure is thrown again at each use, not remembered. */
final class Shared<T> {
    private final Supplier<T> maker;
    private @Nullable T value;

    Shared(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T get() {
        T made = value;
        if (made == null) {
            made = maker.get();
            value = made;
        }
        return made;
    }
}
