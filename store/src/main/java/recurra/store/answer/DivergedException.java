package recurra.store.answer;

/** An answer that was asked for a second time is not the one that was begun. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(String what) {
        super("The second answer differs from the first in its " + what);
    }
}
