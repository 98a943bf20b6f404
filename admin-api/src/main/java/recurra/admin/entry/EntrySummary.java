package recurra.admin.entry;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry in a list.
 *
 * @param question the beginning of the last user message; absent where it is not text
 * @param model the model that the client asked for
 * @param answeredModel the model that the provider says answered
 * @param costUsd what the answer cost; absent when not known
 * @param expiresAt from when on it is not served; absent for never
 * @param expired whether that time has come
 */
record EntrySummary(
        String tenant,
        UUID id,
        @Nullable String question,
        String model,
        String answeredModel,
        String provider,
        @Nullable Long promptTokens,
        @Nullable Long completionTokens,
        @Nullable BigDecimal costUsd,
        Instant answeredAt,
        @Nullable Instant expiresAt,
        boolean expired) {

    @Override
    public String toString() {
        return "EntrySummary[tenant=" + tenant + ", id=" + id + "]";
    }
}
