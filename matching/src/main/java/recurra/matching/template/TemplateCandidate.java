package recurra.matching.template;

import recurra.matching.EntryId;

/**
 * A cached entry in the asked question's scope that may answer it.
 *
 * @param cosine of the two questions' vectors, -1 to 1
 * @param features of the entry's question
 * @param answerDigestHex names what the entry answers; equal digests, equal answers
 */
public record TemplateCandidate(
        EntryId entryId, double cosine, PromptFeatures features, String answerDigestHex) {}
