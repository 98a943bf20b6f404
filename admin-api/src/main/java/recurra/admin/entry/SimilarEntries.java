package recurra.admin.entry;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import recurra.admin.error.AdminException;
import recurra.admin.error.ErrorCode;
import recurra.admin.web.Parameters;
import recurra.matching.EntryId;
import recurra.matching.TenantId;
import recurra.store.StoreUnavailableException;
import recurra.store.template.TemplateIndex;
import recurra.store.template.TemplateNeighbor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/** Finds the entries of a tenant whose questions are nearest to a text. */
public final class SimilarEntries {
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int DEFAULT_LIMIT = 20;

    private final EmbedderClient embedder;
    private final Supplier<TemplateIndex> index;
    private final EntryRepository entries;
    private final JsonMapper json;

    /**
     * @param index the template index that the indexer keeps
     */
    public SimilarEntries(
            EmbedderClient embedder,
            Supplier<TemplateIndex> index,
            EntryRepository entries,
            JsonMapper json) {
        this.embedder = embedder;
        this.index = index;
        this.entries = entries;
        this.json = json;
    }

    /** The entries that the {@link SimilarQuery} in the body asks for, nearest first. */
    List<SimilarEntry> search(InputStream body) throws IOException {
        SimilarQuery query = read(body);
        TenantId tenant = Parameters.tenant(query.tenant()).orElseThrow(() -> missing("tenant"));
        String text =
                Parameters.text("text", query.text(), SimilarQuery.MAX_TEXT)
                        .orElseThrow(() -> missing("text"));
        int limit =
                Parameters.number(
                        "limit",
                        text(query.limit()),
                        1,
                        EntriesController.MAX_LIMIT,
                        DEFAULT_LIMIT);
        List<TemplateNeighbor> neighbors = neighbors(tenant, embedder.embed(text), limit);
        Map<EntryId, EntrySummary> found =
                entries
                        .find(tenant, neighbors.stream().map(TemplateNeighbor::entryId).toList())
                        .stream()
                        .collect(
                                Collectors.toMap(
                                        entry -> new EntryId(entry.id()), Function.identity()));
        List<SimilarEntry> similar = new ArrayList<>(neighbors.size());
        for (TemplateNeighbor neighbor : neighbors) {
            EntrySummary entry = found.get(neighbor.entryId());
            // A neighbour may be gone by now.
            if (entry != null) {
                similar.add(new SimilarEntry(neighbor.cosine(), entry));
            }
        }
        return similar;
    }

    private List<TemplateNeighbor> neighbors(
            TenantId tenant, EmbedderClient.Embedding embedding, int limit) {
        try {
            return index.get().similar(tenant, embedding.space(), embedding.vector(), limit);
        } catch (StoreUnavailableException e) {
            throw new AdminException(
                    ErrorCode.INDEX_UNAVAILABLE,
                    "The template index does not answer in time. Try again later.",
                    e);
        }
    }

    private SimilarQuery read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
        if (bytes.length > MAX_BODY_BYTES) {
            throw new AdminException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "The request is larger than "
                            + MAX_BODY_BYTES
                            + " bytes. Search for a shorter text.");
        }
        SimilarQuery query;
        try {
            query = json.readValue(bytes, SimilarQuery.class);
        } catch (MismatchedInputException e) {
            String field =
                    e.getPath().isEmpty()
                            ? "body"
                            : String.valueOf(e.getPath().getLast().getPropertyName());
            throw AdminException.invalid(
                    field,
                    "'"
                            + field
                            + "' is not what it should be. Send {\"tenant\": \"acme\", \"text\": \"a question\", \"limit\": 20}.");
        } catch (JacksonException e) {
            throw new AdminException(ErrorCode.INVALID_REQUEST, "The body is not valid JSON.", e);
        }
        if (query == null) {
            throw missing("text");
        }
        return query;
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : number.toString();
    }

    private static AdminException missing(String field) {
        return AdminException.invalid(field, "'" + field + "' is needed.");
    }
}
