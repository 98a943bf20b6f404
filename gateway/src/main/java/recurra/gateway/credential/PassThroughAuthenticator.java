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

    /** Copied for each request: to look for one and give it the key costs more than to use it. */
    private final Mac keyed;

    public PassThroughAuthenticator(Secret secret) {
        byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
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
            return ((Mac) keyed.clone()).doFinal(token.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Every JDK's " + ALGORITHM + " can be copied", e);
        }
    }
}
