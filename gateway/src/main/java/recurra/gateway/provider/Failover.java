package recurra.gateway.provider;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A provider that did not answer, and why another one was asked. */
public record Failover(String provider, Reason reason) {
    /** Why a provider did not answer. */
    public enum Reason {
        /** No connection. */
        UNREACHABLE,
        /** The connection broke before the answer had begun. */
        BROKEN,
        /** The first token did not come in time. */
        LATE,
        /** Status 429. */
        RATE_LIMITED,
        /** Status 408, or one of a server that cannot. */
        SERVER_ERROR,
        /** The provider does not accept the gateway's own key. */
        REFUSED,
        /** The stream's first event was an error. */
        ERROR_EVENT,
        /** Not asked: it said when it may be asked again, and that is later. */
        PAUSED,
        /** Not asked: too many of its last calls failed. */
        CIRCUIT_OPEN,
        /** Not asked: it has as many calls as it may have. */
        FULL;

        /** The reason as headers and metrics have it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it speaks against the provider, rather than against the number of its calls. */
        boolean isFault() {
            return switch (this) {
                case UNREACHABLE, BROKEN, LATE, SERVER_ERROR, REFUSED, ERROR_EVENT -> true;
                case RATE_LIMITED, PAUSED, CIRCUIT_OPEN, FULL -> false;
            };
        }
    }

    /** Several, as headers have them. */
    public static String text(List<Failover> failovers) {
        return failovers.stream().map(Failover::toString).collect(Collectors.joining(", "));
    }

    /** As headers have it. */
    @Override
    public String toString() {
        return provider + "=" + reason.label();
    }
}
