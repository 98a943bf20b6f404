package recurra.gateway.cachecontrol;

import java.util.Optional;
import recurra.matching.request.Declaration;
import recurra.matching.text.Phrases;

/**
 * What holds for the cache on one route.
 *
 * @param replay how streams are served whose requests do not say; empty for the gateway's own way
 * @param template whether reworded questions are recognised
 * @param keptApart phrases whose questions are answered by the same words only
 * @param declaration how questions are compared, and which
 */
public record RoutePolicy(
        Optional<ReplayMode> replay, boolean template, Phrases keptApart, Declaration declaration) {
    /** Of models without a route. */
    public static final RoutePolicy DEFAULTS =
            new RoutePolicy(Optional.empty(), true, Phrases.NONE, Declaration.NONE);
}
