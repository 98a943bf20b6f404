package recurra.evaluation.data;

import tools.jackson.databind.JsonNode;

/**
 * A conversation and the tools that go with it.
 *
 * @param functions a JSON array of function definitions
 * @param messages a JSON array of messages
 * @param prompt names the messages; equal for equal ones
 */
public record ToolPrompt(
        String id, JsonNode functions, JsonNode messages, String prompt, Part part) {

    /** Without content. */
    @Override
    public String toString() {
        return "ToolPrompt[id=" + id + ", part=" + part + "]";
    }
}
