package recurra.store.answer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;

/**
 * An entry's answer with what a response says about it: the part of an {@link
 * recurra.store.entry.Entry} that the exact cache keeps.
 *
 * @param model the model that the client asked for
 * @param answeredModel the model that the provider says answered
 * @param provider the configured name of the provider
 * @param usage absent when the provider did not count
 * @param costNanoUsd what the answer cost in billionths of a US dollar; absent when not known
 * @param answeredAt when the last byte arrived, in microseconds; of two answers to one request the
 *     newer one stays
 * @param expiresAt from when on it must not be served; absent for never
 */
public record CachedAnswer(
        EntryId entryId,
        ExactKey exactKey,
        String model,
        String answeredModel,
        String provider,
        @Nullable Usage usage,
        @Nullable Long costNanoUsd,
        Instant answeredAt,
        @Nullable Instant expiresAt,
        RecordedAnswer answer) {

    /** Whether the answer may still be served at the time. */
    public boolean isLive(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }
}
