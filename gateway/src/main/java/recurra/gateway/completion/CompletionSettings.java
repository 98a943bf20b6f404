package recurra.gateway.completion;

import java.time.Duration;
import org.springframework.util.unit.DataSize;
import recurra.gateway.cachecontrol.ReplayMode;
import recurra.matching.request.RequestLimits;

/**
 * How chat requests are answered.
 *
 * @param request limits of a request
 * @param recording bytes of an answer that can be kept
 * @param event bytes of one event of a provider's stream
 * @param ttl how long an answer may be given again; zero for ever
 * @param replay how streams are served that do not say
 * @param keepAlive after how much silence a stream says that it lives; zero for never
 */
public record CompletionSettings(
        RequestLimits request,
        DataSize recording,
        DataSize event,
        Duration ttl,
        ReplayMode replay,
        Duration keepAlive) {}
