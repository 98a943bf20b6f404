package recurra.gateway.credential;

import org.jspecify.annotations.Nullable;
import recurra.gateway.error.GatewayException;

/** Finds out who asks. Safe for threads. */
public sealed interface Authenticator permits KeyFileAuthenticator, PassThroughAuthenticator {
    /**
     * The caller that the credential belongs to.
     *
     * @param authorization the header of that name; null when there is none
     * @throws GatewayException when the credential is not known, or not of a known form
     */
    Caller authenticate(@Nullable String authorization);
}
