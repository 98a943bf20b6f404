package recurra.indexer.index;

import org.jspecify.annotations.Nullable;
import recurra.events.InteractionCompleted;
import recurra.events.TokenUsage;
import recurra.indexer.event.RejectedEventException;
import recurra.matching.EntryId;
import recurra.matching.ExactKey;
import recurra.matching.ScopeKey;
import recurra.matching.Sha256;
import recurra.matching.TenantId;
import recurra.matching.request.ChatRequest;
import recurra.matching.request.Declaration;
import recurra.store.answer.AnswerCodec;
import recurra.store.answer.CachedAnswer;
import recurra.store.answer.Usage;
import recurra.store.entry.Entry;

/** Makes entries of interactions. */
public final class Entries {
    private Entries() {}

    /**
     * The entry that the interaction is.
     *
     * @throws RejectedEventException when the interaction contradicts itself
     */
    public static Entry of(InteractionCompleted interaction) {
        // An answer under another request's key would be served to that request.
        if (!Sha256.hex(interaction.getCanonicalRequest()).equals(interaction.getExactKey())) {
            throw new RejectedEventException(
                    "key_mismatch", "The exact key is not the digest of the canonical request");
        }
        try {
            ChatRequest request =
                    ChatRequest.ofCanonical(interaction.getCanonicalRequest())
                            .with(
                                    Declaration.labelled(
                                            interaction.getVolatileSlots(),
                                            interaction.getAlsoCompared()));
            TenantId tenant = new TenantId(interaction.getTenantId());
            return new Entry(
                    tenant,
                    new ScopeKey(interaction.getScopeKey()),
                    request.normalizedKey(),
                    interaction.getEventId(),
                    interaction.getCanonicalRequest(),
                    request.question(),
                    answer(interaction, tenant));
        } catch (IllegalArgumentException e) {
            throw new RejectedEventException("invalid_event", String.valueOf(e.getMessage()));
        }
    }

    private static CachedAnswer answer(InteractionCompleted interaction, TenantId tenant) {
        ExactKey exactKey = new ExactKey(interaction.getExactKey());
        return new CachedAnswer(
                EntryId.of(tenant, exactKey),
                exactKey,
                interaction.getModel(),
                interaction.getAnsweredModel(),
                interaction.getProvider(),
                usage(interaction.getUsage()),
                interaction.getCostNanoUsd(),
                interaction.getOccurredAt(),
                interaction.getExpiresAt(),
                AnswerCodec.recorded(interaction.getMode(), interaction.getEvents()));
    }

    private static @Nullable Usage usage(@Nullable TokenUsage usage) {
        return usage == null
                ? null
                : new Usage(
                        usage.getPromptTokens(),
                        usage.getCompletionTokens(),
                        usage.getCachedPromptTokens());
    }
}
