package recurra.admin.entry;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A search by similarity, as a client writes it. */
record SimilarQuery(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "acme")
                @Nullable String tenant,
        @Schema(
                        requiredMode = Schema.RequiredMode.REQUIRED,
                        maxLength = SimilarQuery.MAX_TEXT,
                        example = "How do I get a new password?")
                @Nullable String text,
        @Schema(minimum = "1", maximum = "200", defaultValue = "20") @Nullable Integer limit) {
    static final int MAX_TEXT = 32_768;

    @Override
    public String toString() {
        return "SimilarQuery[tenant=" + tenant + "]";
    }
}
