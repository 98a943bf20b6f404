package recurra.gateway.provider;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import recurra.gateway.error.ErrorCode;
import recurra.gateway.error.GatewayException;
import recurra.gateway.metrics.GatewayMetric;
import recurra.gateway.provider.Failover.Reason;
import recurra.gateway.provider.timeout.AdaptiveTimeout;
import recurra.gateway.provider.timeout.LearnedTimeouts;
import recurra.matching.Sha256;

/**
 * Asks the providers of a route, one after the other, until one begins to answer. It alone decides
 * whether a call is made again; after an answer has begun, none is. Safe for threads.
 */
public final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    /**
     * A connection that breaks so soon, before an answer, was a pooled one that the provider had
     * closed meanwhile.
     */
    private static final Duration STALE = Duration.ofSeconds(1);

    /** A provider is waited for so many times as long as usual. */
    private static final int PATIENCE = 3;

    /** The last of a chain is: nobody is there who could be faster. */
    private static final int LAST_PATIENCE = 9;

    private static final int SHORTEST_WAIT_MILLIS = 50;
    private static final int LONGEST_WAIT_MILLIS = 250;

    /** After which a place at a full provider may be free. */
    private static final Duration FULL_FOR = Duration.ofSeconds(1);

    private final UpstreamSettings settings;
    private final LearnedTimeouts timeouts;
    private final TargetStates states;
    private final MeterRegistry meters;

    public Upstream(
            UpstreamSettings settings,
            LearnedTimeouts timeouts,
            Clock clock,
            MeterRegistry meters) {
        this.settings = settings;
        this.timeouts = timeouts;
        this.states = new TargetStates(settings.pause(), clock, meters);
        this.meters = meters;
    }

    /**
     * Sends a request.
     *
     * @param path below a provider's base URL, such as {@code /chat/completions}
     * @param stream whether it asks for a stream, which is given up earlier
     * @param body what the given provider is to be sent, as JSON
     * @param authorization the client's own, for a provider without a key here that stands first:
     *     it was made for that one, and no other learns it; null for none
     * @return the answer that has begun, or the last provider's refusal; the caller closes it
     * @throws GatewayException when there is neither
     */
    public Exchange ask(
            Route route,
            String path,
            boolean stream,
            Function<Provider, byte[]> body,
            Map<String, String> headers,
            @Nullable String authorization) {
        return new Question(route, path, stream, body, headers, authorization).ask();
    }

    /** What became of asking one provider. */
    private sealed interface Outcome {
        record Begun(Turn turn, UpstreamResponse response) implements Outcome {}

        /** It was asked and did not answer. */
        sealed interface Failed extends Outcome {
            Reason reason();

            /**
             * Without a response that could be passed on.
             *
             * @param silent whether nothing at all came
             */
            record Call(Reason reason, GatewayException error, boolean silent, Duration after)
                    implements Failed {}

            /** With a response that is none, kept for the case that nobody has a better one. */
            record Response(Reason reason, Turn turn, UpstreamResponse response)
                    implements Failed {}
        }

        /**
         * It was not asked.
         *
         * @param retryAfter when it may be
         */
        record PassedOver(Reason reason, Duration retryAfter) implements Outcome {}
    }

    /** One request on its way to an answer. For one thread. */
    private final class Question {
        private final List<Target> chain;
        private final String path;
        private final boolean stream;
        private final Function<Provider, byte[]> body;
        private final Map<String, String> headers;
        private final @Nullable String authorization;
        private final long deadlineNanos = System.nanoTime() + settings.deadline().toNanos();
        private final List<Failover> failovers = new ArrayList<>();
        private Duration retryAfter = Pauses.LONGEST;
        private Outcome.@Nullable Failed failed;

        /** Where in the list of those who did not answer the failed one stands. */
        private int failedAt;

        Question(
                Route route,
                String path,
                boolean stream,
                Function<Provider, byte[]> body,
                Map<String, String> headers,
                @Nullable String authorization) {
            this.chain = route.chain();
            this.path = path;
            this.stream = stream;
            this.body = body;
            this.headers = headers;
            this.authorization = authorization;
        }

        Exchange ask() {
            boolean kept = false;
            try {
                Exchange exchange = askInTurn();
                kept = true;
                return exchange;
            } finally {
                if (!kept) {
                    drop(failed);
                }
            }
        }

        private Exchange askInTurn() {
            for (int i = 0; i < chain.size() && !isLate(); i++) {
                Target target = chain.get(i);
                switch (ask(target, i == chain.size() - 1)) {
                    case Outcome.Begun(Turn turn, UpstreamResponse response) -> {
                        drop(failed);
                        watch(turn, response);
                        return new Exchange(turn, response, failovers);
                    }
                    case Outcome.Failed failure -> {
                        drop(failed);
                        failed = failure;
                        failedAt = failovers.size();
                        passed(target, failure.reason());
                    }
                    case Outcome.PassedOver(Reason reason, Duration after) -> {
                        retryAfter = after.compareTo(retryAfter) < 0 ? after : retryAfter;
                        passed(target, reason);
                    }
                }
            }
            return switch (failed) {
                case Outcome.Failed.Response(_, Turn turn, UpstreamResponse response) -> {
                    failovers.remove(failedAt);
                    yield new Exchange(turn, response, failovers);
                }
                case Outcome.Failed.Call call -> throw tried(call.error());
                case null -> throw tried(nobodyLeft());
            };
        }

        private GatewayException tried(GatewayException e) {
            return failovers.isEmpty() ? e : e.afterTrying(Failover.text(failovers));
        }

        /** Learns from the answer, and ends it when it is silent for too long. */
        private void watch(Turn turn, UpstreamResponse response) {
            Provider provider = turn.target().provider();
            AdaptiveTimeout silence = learned(turn.target()).silence();
            boolean learns = response.isSuccess() && response.isEventStream();
            response.body()
                    .onEnd(
                            (end, longestWait) -> {
                                if (end != UpstreamBody.End.WHOLE) {
                                    turn.brokeOff();
                                }
                                if (learns && end != UpstreamBody.End.BROKEN) {
                                    silence.observed(0, longestWait);
                                }
                            },
                            learns && settings.adaptiveTimeouts()
                                    ? silence.timeout(
                                            0,
                                            PATIENCE,
                                            settings.silenceFloor(),
                                            provider.idleTimeout())
                                    : provider.idleTimeout());
        }

        private LearnedTimeouts.Learned learned(Target target) {
            return timeouts.of(target.provider().name(), target.model());
        }

        private boolean isLate() {
            return System.nanoTime() - deadlineNanos > 0;
        }

        private void passed(Target target, Reason reason) {
            String provider = target.provider().name();
            failovers.add(new Failover(provider, reason));
            meters.counter(
                            GatewayMetric.UPSTREAM_FAILOVERS.key(),
                            "provider",
                            provider,
                            "reason",
                            reason.label())
                    .increment();
            if (reason == Reason.REFUSED) {
                LOG.atError()
                        .addKeyValue("provider", provider)
                        .log("The provider does not accept the gateway's key: set another one");
            } else {
                LOG.atDebug()
                        .addKeyValue("provider", provider)
                        .addKeyValue("reason", reason.label())
                        .log("A provider was passed over");
            }
        }

        private static void drop(Outcome.@Nullable Failed failed) {
            if (failed
                    instanceof Outcome.Failed.Response(_, Turn turn, UpstreamResponse response)) {
                response.close();
                turn.leave();
            }
        }

        private GatewayException nobodyLeft() {
            boolean limited =
                    !failovers.isEmpty()
                            && failovers.stream()
                                    .allMatch(passed -> passed.reason() == Reason.PAUSED);
            return limited
                    ? new GatewayException(
                            ErrorCode.RATE_LIMIT_EXCEEDED,
                            "The provider's rate limit is reached. Send the request again later.",
                            retryAfter)
                    : new GatewayException(
                            ErrorCode.PROVIDERS_UNAVAILABLE,
                            "No provider of the model can be asked at present. Send the request again"
                                    + " later.",
                            retryAfter);
        }

        /** Asks one provider, again where its connection failed and nothing better can be done. */
        private Outcome ask(Target target, boolean last) {
            for (int retry = 0; ; retry++) {
                Outcome outcome = askOnce(target, last);
                if (retry == settings.retries()
                        || !(outcome instanceof Outcome.Failed.Call call)
                        || !mayRetry(call, last)) {
                    return outcome;
                }
                meters.counter(
                                GatewayMetric.UPSTREAM_RETRIES.key(),
                                "provider",
                                target.provider().name())
                        .increment();
            }
        }

        private boolean mayRetry(Outcome.Failed.Call call, boolean last) {
            boolean connection =
                    call.reason() == Reason.BROKEN || call.reason() == Reason.UNREACHABLE;
            if (!connection || !call.silent()) {
                return false;
            }
            boolean stale = call.reason() == Reason.BROKEN && call.after().compareTo(STALE) < 0;
            return stale ? !isLate() : last && waited();
        }

        /** Waits a moment, not the same for all who wait. */
        private boolean waited() {
            try {
                TimeUnit.MILLISECONDS.sleep(
                        ThreadLocalRandom.current()
                                .nextInt(SHORTEST_WAIT_MILLIS, LONGEST_WAIT_MILLIS));
                return !isLate();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private Outcome askOnce(Target target, boolean last) {
            Provider provider = target.provider();
            TargetState state = states.of(target);
            String credential = credential(target);
            Optional<Duration> pause = state.pauses().remaining(credential);
            if (pause.isPresent()) {
                return new Outcome.PassedOver(Reason.PAUSED, pause.get());
            }
            if (!provider.tryEnter()) {
                return new Outcome.PassedOver(Reason.FULL, FULL_FOR);
            }
            // Where nobody else can answer, an answer that may fail is better than a sure refusal.
            if (!state.breaker().tryAcquirePermission() && chain.size() > 1) {
                provider.leave();
                return new Outcome.PassedOver(Reason.CIRCUIT_OPEN, settings.pause());
            }
            Turn turn = new Turn(target, state.breaker(), meters);
            boolean told = false;
            try {
                Outcome outcome = call(turn, last);
                switch (outcome) {
                    case Outcome.Begun _ -> turn.began();
                    case Outcome.Failed.Response(Reason reason, _, UpstreamResponse response) -> {
                        state.pauses().note(credential, response.headers());
                        turn.failed(reason);
                    }
                    case Outcome.Failed.Call(Reason reason, _, _, _) -> {
                        turn.failed(reason);
                        turn.leave();
                    }
                    case Outcome.PassedOver _ -> throw new IllegalStateException("it was asked");
                }
                told = true;
                return outcome;
            } finally {
                if (!told) {
                    turn.givenUp();
                    turn.leave();
                }
            }
        }

        /**
         * Makes one call.
         *
         * @throws GatewayException when the gateway fails, or whoever asks has gone
         */
        private Outcome call(Turn turn, boolean last) {
            Target target = turn.target();
            Provider provider = target.provider();
            byte[] bytes = body.apply(provider);
            long untilNanos =
                    Math.min(
                            deadlineNanos - System.nanoTime(),
                            patience(target, bytes.length, last).toNanos());
            long lateNanos = System.nanoTime() + untilNanos;
            UpstreamResponse response = null;
            boolean kept = false;
            try {
                response =
                        provider.post(
                                path,
                                target.renamed() ? ModelName.replace(bytes, target.model()) : bytes,
                                headers,
                                authorization(target),
                                Duration.ofNanos(untilNanos));
                Optional<Reason> failure =
                        response.isSuccess()
                                ? Beginning.await(response, lateNanos)
                                : refusal(provider, response.status());
                kept = true;
                if (failure.isPresent()) {
                    return new Outcome.Failed.Response(failure.get(), turn, response);
                }
                if (response.isSuccess() && response.isEventStream()) {
                    learned(target).firstToken().observed(bytes.length, turn.elapsed());
                    provider.health().firstToken(turn.elapsed());
                }
                return new Outcome.Begun(turn, response);
            } catch (GatewayException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                if (stream && reason(e) == Reason.LATE) {
                    learned(target).firstToken().observed(bytes.length, turn.elapsed());
                }
                return new Outcome.Failed.Call(reason(e), e, response == null, turn.elapsed());
            } finally {
                if (response != null && !kept) {
                    response.close();
                }
            }
        }

        /**
         * How long to wait until the answer begins. Only a stream's first token says something
         * about the next one's: any other answer begins when it is complete.
         */
        private Duration patience(Target target, int requestBytes, boolean last) {
            Duration cap = target.provider().firstByteTimeout();
            return stream && settings.adaptiveTimeouts()
                    ? learned(target)
                            .firstToken()
                            .timeout(
                                    requestBytes,
                                    last ? LAST_PATIENCE : PATIENCE,
                                    settings.firstTokenFloor(),
                                    cap)
                    : cap;
        }

        private @Nullable String authorization(Target target) {
            return target.equals(chain.getFirst()) ? authorization : null;
        }

        /** Whose limits are reached: the gateway's, or those of the client's own key. */
        private String credential(Target target) {
            String own = authorization(target);
            return target.provider().hasOwnKey() || own == null ? "" : Sha256.hex(own);
        }
    }

    private static Reason reason(GatewayException e) {
        return switch (e.code()) {
            case UPSTREAM_UNREACHABLE -> Reason.UNREACHABLE;
            case UPSTREAM_TIMEOUT ->
                    e.getCause() instanceof ConnectTimeoutException
                            ? Reason.UNREACHABLE
                            : Reason.LATE;
            case UPSTREAM_BROKEN -> Reason.BROKEN;
            default -> throw e;
        };
    }

    /**
     * Why a provider's status is no answer; empty where it is one, though the client will not like
     * it: what one provider does not understand, another should not be asked.
     */
    private static Optional<Reason> refusal(Provider provider, int status) {
        return switch (status) {
            case 429 -> Optional.of(Reason.RATE_LIMITED);
            case 408 -> Optional.of(Reason.SERVER_ERROR);
            case 401, 403 -> provider.hasOwnKey() ? Optional.of(Reason.REFUSED) : Optional.empty();
            // What the server cannot do at all.
            case 501, 505 -> Optional.empty();
            default -> status >= 500 ? Optional.of(Reason.SERVER_ERROR) : Optional.empty();
        };
    }
}
