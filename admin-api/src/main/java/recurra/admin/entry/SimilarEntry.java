package recurra.admin.entry;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * An entry whose question is near to a text.
 *
 * @param cosine of the two vectors, -1 to 1
 */
record SimilarEntry(double cosine, @JsonUnwrapped EntrySummary summary) {}
