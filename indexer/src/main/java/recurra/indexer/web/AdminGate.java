package recurra.indexer.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import recurra.config.Secret;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets in who shows the admin token or, where none is configured, programs on this machine. Fails
 * closed.
 */
public final class AdminGate extends OncePerRequestFilter {
    private static final String BEARER = "Bearer ";

    private final Secret token;
    private final JsonMapper json;

    /**
     * @param token empty when there is none
     */
    public AdminGate(Secret token, JsonMapper json) {
        this.token = token;
        this.json = json;
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (token.isEmpty()) {
            if (isThisMachine(request) && !isFromAPage(request)) {
                chain.doFilter(request, response);
            } else {
                refuse(
                        response,
                        ErrorCode.FORBIDDEN,
                        "Without an admin token only programs on this machine may do this. Set"
                                + " RECURRA_ADMIN_TOKEN and send it as bearer token.");
            }
        } else if (shows(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            chain.doFilter(request, response);
        } else {
            refuse(
                    response,
                    ErrorCode.UNAUTHORIZED,
                    "Send the admin token: Authorization: Bearer <RECURRA_ADMIN_TOKEN>.");
        }
    }

    private boolean shows(@Nullable String authorization) {
        return authorization != null
                && authorization.startsWith(BEARER)
                && MessageDigest.isEqual(
                        bytes(token.reveal()), bytes(authorization.substring(BEARER.length())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isThisMachine(HttpServletRequest request) throws IOException {
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    }

    /** A browser names the page that sends a request; any page could send one to this machine. */
    private static boolean isFromAPage(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.ORIGIN) != null;
    }

    private void refuse(HttpServletResponse response, ErrorCode code, String message)
            throws IOException {
        response.setStatus(code.status().value());
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        json.writeValue(response.getOutputStream(), ErrorResponse.of(code, message));
    }
}
