package recurra.gateway.credential;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.matching.Sha256;
import recurra.matching.TenantId;

/**
 * Clients have keys of the gateway. Only digests of the keys are known here, and a digest is looked
 * up whole, so the time that it takes says nothing about any key.
 */
public final class KeyFileAuthenticator implements Authenticator {
    private final Map<String, TenantId> tenantsByDigest;

    /**
     * @param tenantsByDigest by SHA-256 of the key, in lower-case hexadecimal digits
     */
    public KeyFileAuthenticator(Map<String, TenantId> tenantsByDigest) {
        this.tenantsByDigest = Map.copyOf(tenantsByDigest);
    }

    @Override
    public Caller authenticate(@Nullable String authorization) {
        if (authorization == null) {
            throw new GatewayException(
                    ErrorCode.INVALID_API_KEY,
                    "You didn't provide an API key. Send 'Authorization: Bearer YOUR_KEY' with a key"
                            + " of this gateway.");
        }
        TenantId tenant = tenantsByDigest.get(Sha256.hex(BearerToken.of(authorization)));
        if (tenant == null) {
            throw new GatewayException(
                    ErrorCode.INVALID_API_KEY,
                    "Incorrect API key provided. Use a key of this gateway, not one of the provider.");
        }
        return new Caller(tenant, null);
    }
}
