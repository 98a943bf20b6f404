package recurra.admin.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;
import recurra.admin.error.AdminException;
import recurra.admin.error.ErrorCode;
import recurra.config.Secret;
import recurra.matching.Sha256;

/**
 * Lets in who has the admin token.
 *
 * <p>Without a token the service listens to its own machine only, and everybody there is let in but
 * web pages of other sites: what a browser sends for them is refused, be it by their origin or by a
 * host name of theirs that leads here.
 *
 * <p>It stands behind Spring's choice of the endpoint, not before: the two cannot read a path in
 * different ways.
 */
public final class AdminAccess implements HandlerInterceptor {
    private static final String BEARER = "Bearer ";
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final Optional<byte[]> tokenDigest;

    /**
     * @param token empty for none
     */
    public AdminAccess(Secret token) {
        tokenDigest = token.isEmpty() ? Optional.empty() : Optional.of(digest(token.reveal()));
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        tokenDigest.ifPresentOrElse(
                digest -> checkToken(request, digest), () -> checkOrigin(request));
        return true;
    }

    private static void checkToken(HttpServletRequest request, byte[] digest) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new AdminException(
                    ErrorCode.UNAUTHENTICATED,
                    "Send the admin token: authorization: Bearer <RECURRA_ADMIN_TOKEN>.");
        }
        // Digests are of equal length, so the comparison tells nothing, not even the token's
        // length.
        if (!MessageDigest.isEqual(digest, digest(header.substring(BEARER.length()).strip()))) {
            throw new AdminException(
                    ErrorCode.UNAUTHENTICATED,
                    "This is not the admin token. It is what RECURRA_ADMIN_TOKEN says where the service was started.");
        }
    }

    private static void checkOrigin(HttpServletRequest request) {
        String site = request.getHeader("sec-fetch-site");
        boolean foreignPage = site != null && !site.equals("same-origin") && !site.equals("none");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean foreignOrigin =
                origin != null && !origin.equals("http://" + request.getHeader(HttpHeaders.HOST));
        if (foreignPage || foreignOrigin || !OWN_NAMES.contains(request.getServerName())) {
            throw new AdminException(
                    ErrorCode.FORBIDDEN,
                    "Web pages of other sites may not use the admin API. Call it from this machine as http://127.0.0.1, or set RECURRA_ADMIN_TOKEN and send the token.");
        }
    }

    private static byte[] digest(String token) {
        return Sha256.digest(token.getBytes(StandardCharsets.UTF_8));
    }
}
