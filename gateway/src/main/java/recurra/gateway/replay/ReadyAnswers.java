package recurra.gateway.replay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Weigher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import recurra.gateway.http.EventStream;
import recurra.gateway.metrics.GatewayMetric;
import recurra.store.answer.AnswerContent;
import recurra.store.answer.MalformedAnswerException;
import recurra.store.answer.RecordedAnswer;

/**
 * The forms in which answers go out at once, each made when it is first asked for and kept beside
 * the answer: for as long as somebody else keeps that very answer, and within a limit in bytes.
 * Safe for threads.
 */
public final class ReadyAnswers {
    /** About what an answer's place takes besides its bytes. */
    private static final int ENTRY_BYTES = 256;

    private final Cache<RecordedAnswer, Forms> ready;

    /** A form in which an answer goes out. */
    enum Form {
        BODY,
        STREAM,
        STREAM_WITH_USAGE
    }

    /** The forms of one answer that are made. Immutable. */
    private record Forms(Map<Form, ReadyBytes> made) {
        Forms and(Forms others) {
            Map<Form, ReadyBytes> both = new EnumMap<>(made);
            both.putAll(others.made);
            return new Forms(both);
        }

        int size() {
            return ENTRY_BYTES + made.values().stream().mapToInt(ReadyBytes::size).sum();
        }
    }

    /**
     * @param most bytes of all that is kept
     */
    public ReadyAnswers(DataSize most, MeterRegistry meters) {
        // Weak keys are compared by identity: the near cache gives out the same answer until it
        // changes, and with it goes what is kept here.
        ready =
                Caffeine.newBuilder()
                        .weakKeys()
                        .maximumWeight(most.toBytes())
                        .weigher((Weigher<RecordedAnswer, Forms>) (_, forms) -> forms.size())
                        .executor(Runnable::run)
                        .build();
        Gauge.builder(GatewayMetric.READY_BYTES.key(), this, ReadyAnswers::bytes)
                .baseUnit(BaseUnits.BYTES)
                .register(meters);
    }

    /**
     * The answer in the form.
     *
     * @throws MalformedAnswerException when the answer is not a chat completion
     */
    ReadyBytes of(RecordedAnswer answer, Form form) {
        Forms known = ready.getIfPresent(answer);
        @Nullable ReadyBytes made = known == null ? null : known.made().get(form);
        return made == null ? make(answer, form) : made;
    }

    private ReadyBytes make(RecordedAnswer answer, Form form) {
        ReadyBytes made =
                switch (form) {
                    case BODY -> ReadyBytes.of(List.of(AnswerContent.body(answer)));
                    case STREAM -> stream(answer, false);
                    case STREAM_WITH_USAGE -> stream(answer, true);
                };
        Map<Form, ReadyBytes> only = new EnumMap<>(Form.class);
        only.put(form, made);
        ready.asMap().merge(answer, new Forms(only), Forms::and);
        return made;
    }

    private static ReadyBytes stream(RecordedAnswer answer, boolean includeUsage) {
        return ReadyBytes.of(
                EventStream.whole(
                        AnswerContent.chunks(answer, includeUsage).stream()
                                .map(RecordedAnswer.Event::data)
                                .toList()));
    }

    private long bytes() {
        return ready.policy()
                .eviction()
                .flatMap(eviction -> eviction.weightedSize().stream().boxed().findFirst())
                .orElse(0L);
    }
}
