package recurra.matching.request;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The table of a chat request's fields and what each does to the answer. */
public final class ChatFields {
    private static final Map<String, ChatField> BY_NAME =
            Arrays.stream(ChatField.values())
                    .collect(
                            Collectors.toUnmodifiableMap(ChatField::jsonName, Function.identity()));

    private ChatFields() {}

    /** The field's role. A field that the table does not know shapes the answer. */
    public static FieldRole roleOf(String field) {
        return find(field).map(ChatField::role).orElse(FieldRole.SHAPES_ANSWER);
    }

    static Optional<ChatField> find(String field) {
        return Optional.ofNullable(BY_NAME.get(field));
    }
}
