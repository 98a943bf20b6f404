package recurra.gateway.lookup;

import org.jspecify.annotations.Nullable;

/** A part did not help with a request. The request goes on without it. */
public final class PartUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Degradation degradation;

    public PartUnavailableException(Degradation degradation, @Nullable Throwable cause) {
        super(degradation.toString(), cause);
        this.degradation = degradation;
    }

    public Degradation degradation() {
        return degradation;
    }
}
