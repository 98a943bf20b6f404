package recurra.matching.request;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The structure that a chat request must have. Null stands for an absent optional field. */
final class RequestCheck {
    static final String INCLUDE_USAGE = "include_usage";

    private static final int LONGEST_MODEL = 256;

    private RequestCheck() {}

    static ObjectNode check(JsonNode root, RequestLimits limits) throws InvalidRequestException {
        if (!(root instanceof ObjectNode request)) {
            throw InvalidRequestException.wrongType(
                    null, FieldType.OBJECT.phrase(), FieldType.phraseOf(root));
        }
        requireModel(request.path(ChatField.MODEL.jsonName()));
        requireMessages(request.path(ChatField.MESSAGES.jsonName()), limits);
        for (ChatField field : ChatField.values()) {
            requireType(field, request.path(field.jsonName()));
        }
        JsonNode includeUsage =
                request.path(ChatField.STREAM_OPTIONS.jsonName()).path(INCLUDE_USAGE);
        if (isGiven(includeUsage)) {
            require(
                    includeUsage,
                    FieldType.BOOLEAN,
                    ChatField.STREAM_OPTIONS.jsonName() + "." + INCLUDE_USAGE);
        }
        return request;
    }

    private static void requireModel(JsonNode model) throws InvalidRequestException {
        String name = ChatField.MODEL.jsonName();
        if (model.isMissingNode()) {
            throw InvalidRequestException.missing(name);
        }
        require(model, FieldType.STRING, name);
        int length = model.stringValue().length();
        if (model.stringValue().isBlank()) {
            throw InvalidRequestException.empty(name, "string");
        }
        if (length > LONGEST_MODEL) {
            throw InvalidRequestException.tooLong(name, "string", length, LONGEST_MODEL);
        }
    }

    private static void requireMessages(JsonNode messages, RequestLimits limits)
            throws InvalidRequestException {
        String name = ChatField.MESSAGES.jsonName();
        if (messages.isMissingNode()) {
            throw InvalidRequestException.missing(name);
        }
        require(messages, FieldType.ARRAY, name);
        if (messages.isEmpty()) {
            throw InvalidRequestException.empty(name, "array");
        }
        if (messages.size() > limits.maxMessages()) {
            throw InvalidRequestException.tooLong(
                    name, "array", messages.size(), limits.maxMessages());
        }
        for (int i = 0; i < messages.size(); i++) {
            String path = name + "[" + i + "]";
            require(messages.path(i), FieldType.OBJECT, path);
            JsonNode role = messages.path(i).path("role");
            if (role.isMissingNode()) {
                throw InvalidRequestException.missing(path + ".role");
            }
            // Which roles there are is the provider's to say.
            require(role, FieldType.STRING, path + ".role");
        }
    }

    private static void requireType(ChatField field, JsonNode value)
            throws InvalidRequestException {
        if (isGiven(value) && field.types().stream().noneMatch(type -> type.accepts(value))) {
            String expected =
                    field.types().stream()
                            .sorted()
                            .map(FieldType::phrase)
                            .collect(Collectors.joining(" or "));
            throw InvalidRequestException.wrongType(
                    field.jsonName(), expected, FieldType.phraseOf(value));
        }
    }

    private static void require(JsonNode value, FieldType type, String path)
            throws InvalidRequestException {
        if (!type.accepts(value)) {
            throw InvalidRequestException.wrongType(path, type.phrase(), FieldType.phraseOf(value));
        }
    }

    private static boolean isGiven(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }
}
