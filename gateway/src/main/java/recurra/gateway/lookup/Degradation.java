package recurra.gateway.lookup;

import java.util.Locale;

/** A part that a request had to do without, and why. */
public record Degradation(Part part, Reason reason) {
    /** A part that answers may come from. */
    public enum Part {
        REDIS,
        POSTGRES,
        EMBEDDER,
        TEMPLATE
    }

    /** Why a part was no help. */
    public enum Reason {
        /** No answer in time. */
        TIMEOUT,
        /** No connection, or refused. */
        UNREACHABLE,
        /** It failed often lately and is not asked for a moment. */
        CIRCUIT_OPEN,
        /** It answered with something that cannot be used. */
        ERROR,
        /** It is still starting. */
        NOT_READY,
        /** Too many requests want it at once. */
        BUSY
    }

    public String partName() {
        return part.name().toLowerCase(Locale.ROOT);
    }

    public String reasonName() {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** As in the header {@code x-cache-degraded-reason}, such as {@code redis_timeout}. */
    @Override
    public String toString() {
        return partName() + "_" + reasonName();
    }
}
