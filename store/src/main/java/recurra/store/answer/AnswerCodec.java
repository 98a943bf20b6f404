package recurra.store.answer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import recurra.events.AnswerMode;
import recurra.events.ProviderEvent;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.store.answer.stored.StoredAnswer;
import recurra.store.answer.stored.StoredEvent;
import recurra.store.answer.stored.StoredMode;
import recurra.store.answer.stored.StoredRecording;
import recurra.store.answer.stored.StoredUsage;

/**
 * Answers as bytes and as events. The bytes are one that names the version of the schema, then Avro
 * compressed with Zstandard.
 *
 * <p>Safe for threads. Bytes that are no answer are told by {@link UnreadableAnswerException} and
 * take no more memory than the largest answer, {@link #MAX_BYTES}.
 */
public final class AnswerCodec {
    /** The most bytes that an answer has before it is compressed: 64 MiB. */
    public static final int MAX_BYTES = 64 << 20;

    private static final byte VERSION = 1;

    private AnswerCodec() {}

    /**
     * The answer as bytes.
     *
     * @throws IllegalArgumentException when it has more than {@link #MAX_BYTES}
     */
    public static byte[] encode(CachedAnswer answer) {
        return compress(StoredAnswer.class, stored(answer));
    }

    /**
     * The answer that {@link #encode} wrote.
     *
     * @throws UnreadableAnswerException when the bytes are something else
     */
    public static CachedAnswer decode(byte[] bytes) {
        StoredAnswer stored = decompress(StoredAnswer.class, bytes);
        try {
            return cached(stored);
        } catch (IllegalArgumentException e) {
            throw new UnreadableAnswerException("The stored answer breaks its own rules", e);
        }
    }

    /**
     * The recorded answer alone as bytes.
     *
     * @throws IllegalArgumentException when it has more than {@link #MAX_BYTES}
     */
    public static byte[] encodeRecording(RecordedAnswer answer) {
        return compress(StoredRecording.class, stored(answer));
    }

    /**
     * The recorded answer that {@link #encodeRecording} wrote.
     *
     * @throws UnreadableAnswerException when the bytes are something else
     */
    public static RecordedAnswer decodeRecording(byte[] bytes) {
        StoredRecording stored = decompress(StoredRecording.class, bytes);
        try {
            return recorded(stored);
        } catch (IllegalArgumentException e) {
            throw new UnreadableAnswerException("The stored answer breaks its own rules", e);
        }
    }

    /** How the answer was given, as an event says it. */
    public static AnswerMode mode(RecordedAnswer answer) {
        return switch (answer.mode()) {
            case JSON -> AnswerMode.JSON;
            case STREAM -> AnswerMode.STREAM;
        };
    }

    /** The answer's pieces as an event carries them. */
    public static List<ProviderEvent> events(RecordedAnswer answer) {
        return answer.events().stream()
                .map(event -> new ProviderEvent(event.gapMicros(), event.data()))
                .toList();
    }

    /**
     * The answer that an event carries.
     *
     * @throws IllegalArgumentException when the mode is unknown to this build, or the pieces do not
     *     fit the mode
     */
    public static RecordedAnswer recorded(AnswerMode mode, List<ProviderEvent> events) {
        RecordedAnswer.Mode known =
                switch (mode) {
                    case JSON -> RecordedAnswer.Mode.JSON;
                    case STREAM -> RecordedAnswer.Mode.STREAM;
                    case UNKNOWN ->
                            throw new IllegalArgumentException(
                                    "The answer was given in a way that this build does not know");
                };
        return new RecordedAnswer(
                known,
                events.stream()
                        .map(e -> new RecordedAnswer.Event(e.getGapMicros(), e.getData()))
                        .toList());
    }

    private static StoredAnswer stored(CachedAnswer answer) {
        return new StoredAnswer(
                answer.entryId().value(),
                answer.exactKey().hex(),
                answer.model(),
                answer.answeredModel(),
                answer.provider(),
                stored(answer.usage()),
                answer.costNanoUsd(),
                answer.answeredAt(),
                answer.expiresAt(),
                stored(answer.answer()));
    }

    private static @Nullable StoredUsage stored(@Nullable Usage usage) {
        return usage == null
                ? null
                : new StoredUsage(
                        usage.promptTokens(), usage.completionTokens(), usage.cachedPromptTokens());
    }

    private static StoredRecording stored(RecordedAnswer answer) {
        StoredMode mode =
                switch (answer.mode()) {
                    case JSON -> StoredMode.JSON;
                    case STREAM -> StoredMode.STREAM;
                };
        return new StoredRecording(
                mode,
                answer.events().stream()
                        .map(event -> new StoredEvent(event.gapMicros(), event.data()))
                        .toList());
    }

    private static CachedAnswer cached(StoredAnswer stored) {
        StoredUsage usage = stored.getUsage();
        Instant expiresAt = stored.getExpiresAt();
        return new CachedAnswer(
                new EntryId(stored.getEntryId()),
                new ExactKey(stored.getExactKey()),
                stored.getModel(),
                stored.getAnsweredModel(),
                stored.getProvider(),
                usage == null
                        ? null
                        : new Usage(
                                usage.getPromptTokens(),
                                usage.getCompletionTokens(),
                                usage.getCachedPromptTokens()),
                stored.getCostNanoUsd(),
                stored.getAnsweredAt(),
                expiresAt,
                recorded(stored.getRecording()));
    }

    private static RecordedAnswer recorded(StoredRecording stored) {
        RecordedAnswer.Mode mode =
                switch (stored.getMode()) {
                    case JSON -> RecordedAnswer.Mode.JSON;
                    case STREAM -> RecordedAnswer.Mode.STREAM;
                };
        return new RecordedAnswer(
                mode,
                stored.getEvents().stream()
                        .map(e -> new RecordedAnswer.Event(e.getGapMicros(), e.getData()))
                        .toList());
    }

    private static <T extends SpecificRecord> byte[] compress(Class<T> type, T record) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(4096);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(plain, null);
        try {
            new SpecificDatumWriter<>(type).write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
        if (plain.size() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "An answer has at most "
                            + MAX_BYTES
                            + " bytes and this one has "
                            + plain.size());
        }
        byte[] compressed = Zstandard.compress(plain.toByteArray());
        byte[] bytes = new byte[1 + compressed.length];
        bytes[0] = VERSION;
        System.arraycopy(compressed, 0, bytes, 1, compressed.length);
        return bytes;
    }

    private static <T extends SpecificRecord> T decompress(Class<T> type, byte[] bytes) {
        if (bytes.length < 2 || bytes[0] != VERSION) {
            throw new UnreadableAnswerException(
                    "The stored answer starts with no version that this build knows");
        }
        // Whoever writes the bytes chooses the size that they claim, so it is checked before it is
        // allocated.
        long claimed = Zstd.getFrameContentSize(bytes, 1, bytes.length - 1);
        if (claimed <= 0 || claimed > MAX_BYTES) {
            throw new UnreadableAnswerException("The stored answer claims an impossible size");
        }
        byte[] plain = new byte[(int) claimed];
        try {
            int size = Zstandard.decompress(bytes, 1, plain);
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(plain, 0, size, null);
            return new SpecificDatumReader<>(type).read(null, decoder);
        } catch (ZstdException | AvroRuntimeException | IndexOutOfBoundsException | IOException e) {
            throw new UnreadableAnswerException("The stored answer is damaged", e);
        }
    }
}
