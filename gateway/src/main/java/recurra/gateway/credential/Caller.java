package recurra.gateway.credential;

import org.jspecify.annotations.Nullable;
import recurra.matching.TenantId;

/**
 * Who asks.
 *
 * @param authorization the client's own credential for the provider, as it came; null when it has
 *     none, or when it is a key of the gateway, which never leaves it
 */
public record Caller(TenantId tenant, @Nullable String authorization) {
    /** Without the credential. */
    @Override
    public String toString() {
        return "Caller[tenant=" + tenant + "]";
    }
}
