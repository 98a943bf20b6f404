package recurra.gateway.cachecontrol;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;

/**
 * What the client wants of the cache for one request.
 *
 * @param lookup whether a kept answer may answer
 * @param store whether the provider's answer may be kept
 * @param replay how a kept answer is to stream; empty where the client does not say
 * @param maxAge the greatest age of a kept answer; empty for any
 */
public record CacheControls(
        boolean lookup,
        boolean store,
        CacheMode mode,
        ModelCompat modelCompat,
        Optional<ReplayMode> replay,
        Optional<Duration> maxAge) {
    private static final String BYPASS = "x-cache-bypass";
    private static final String STORE = "x-cache-store";
    private static final String MODE = "x-cache-mode";
    private static final String MODEL_COMPAT = "x-model-compat";
    private static final String REPLAY = "x-cache-replay";
    private static final String CACHE_CONTROL = "cache-control";
    private static final String MAX_AGE = "max-age=";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,10}");

    /**
     * What the headers say.
     *
     * @throws GatewayException when a header says something that does not exist
     */
    public static CacheControls of(HttpServletRequest request) {
        List<String> directives =
                request.getHeader(CACHE_CONTROL) == null
                        ? List.of()
                        : Collections.list(request.getHeaders(CACHE_CONTROL)).stream()
                                .flatMap(header -> Arrays.stream(header.split(",")))
                                .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
                                .toList();
        boolean bypass = flag(request, BYPASS, false);
        boolean store = flag(request, STORE, true);
        return new CacheControls(
                !bypass && !directives.contains("no-cache") && !directives.contains("no-store"),
                store && !directives.contains("no-store"),
                choice(request, MODE, CacheMode.class).orElse(CacheMode.BOTH),
                choice(request, MODEL_COMPAT, ModelCompat.class).orElse(ModelCompat.STRICT),
                choice(request, REPLAY, ReplayMode.class),
                directives.stream()
                        .filter(directive -> directive.startsWith(MAX_AGE))
                        .map(directive -> seconds(directive.substring(MAX_AGE.length())))
                        .findFirst());
    }

    private static boolean flag(HttpServletRequest request, String header, boolean otherwise) {
        return switch (value(request, header)) {
            case null -> otherwise;
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(header, "'true' or 'false'");
        };
    }

    private static <T extends Enum<T>> Optional<T> choice(
            HttpServletRequest request, String header, Class<T> type) {
        String value = value(request, header);
        if (value == null) {
            return Optional.empty();
        }
        T[] constants = type.getEnumConstants();
        Optional<T> chosen =
                Arrays.stream(constants)
                        .filter(constant -> wireName(constant).equals(value))
                        .findFirst();
        if (chosen.isEmpty()) {
            throw invalid(
                    header,
                    Arrays.stream(constants)
                            .map(constant -> "'" + wireName(constant) + "'")
                            .collect(Collectors.joining(", ", "one of ", "")));
        }
        return chosen;
    }

    private static @Nullable String value(HttpServletRequest request, String header) {
        String value = request.getHeader(header);
        return value == null ? null : value.strip().toLowerCase(Locale.ROOT);
    }

    private static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Duration seconds(String value) {
        if (!SECONDS.matcher(value).matches()) {
            throw invalid(
                    CACHE_CONTROL, "max-age with a number of seconds, such as 'max-age=3600'");
        }
        return Duration.ofSeconds(Long.parseLong(value));
    }

    private static GatewayException invalid(String header, String expected) {
        return GatewayException.about(
                header,
                ErrorCode.INVALID_HEADER,
                "Invalid header '" + header + "': it must be " + expected + ".");
    }
}
