package recurra.gateway.credential;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import recurra.config.Secret;
import recurra.matching.TenantId;

/**
 * Clients bring the keys of their providers: whoever has the same key is the same tenant. The
 * tenant is an HMAC-SHA256 of the key, so that it neither shows the key nor can be guessed from it.
 * Clients without a key are one tenant together.
 */
public final class PassThroughAuthenticator implements Authenticator {
    /** The tenant of those who have no key; no HMAC has this form. */
    static final TenantId LOCAL = new TenantId("local");

    private static final String ALGORITHM = "HmacSHA256";

    /** 128 bits: two keys never meet in one tenant. */
    private static final int TENANT_BYTES = 16;

    private final SecretKeySpec key;

    public PassThroughAuthenticator(Secret secret) {
        key = new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    @Override
    public Caller authenticate(@Nullable String authorization) {
        if (authorization == null) {
            return new Caller(LOCAL, null);
        }
        byte[] digest = hmac(BearerToken.of(authorization));
        String tenant = "k-" + HexFormat.of().formatHex(digest, 0, TENANT_BYTES);
        return new Caller(new TenantId(tenant), authorization);
    }

    private byte[] hmac(String token) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }
}
