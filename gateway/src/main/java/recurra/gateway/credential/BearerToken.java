package recurra.gateway.credential;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/** The token of an {@code Authorization: Bearer} header (RFC 6750). */
final class BearerToken {
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([\\x21-\\x7E]{1,4096}) *");

    private BearerToken() {}

    static String of(String authorization) {
        Matcher matcher = BEARER.matcher(authorization);
        if (!matcher.matches()) {
            throw new GatewayException(
                    ErrorCode.INVALID_API_KEY,
                    "The Authorization header cannot be read. Send 'Authorization: Bearer YOUR_KEY'.");
        }
        return matcher.group(1);
    }
}
