package recurra.matching.request;

import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/** A JSON type, named as OpenAI names it in its error messages. */
enum FieldType {
    STRING("a string"),
    BOOLEAN("a boolean"),
    NUMBER("a decimal"),
    /** A number of at most 64 bits without a fraction; {@code 1.0} is one. */
    INTEGER("an integer"),
    OBJECT("an object"),
    ARRAY("an array");

    /** Decimal digits of the largest 64-bit integer. */
    private static final int LONGEST_INTEGER = 19;

    private final String phrase;

    FieldType(String phrase) {
        this.phrase = phrase;
    }

    /** The type with its article, for a message. */
    String phrase() {
        return phrase;
    }

    boolean accepts(JsonNode value) {
        return switch (this) {
            case STRING -> value.isString();
            case BOOLEAN -> value.isBoolean();
            case NUMBER -> value.isNumber();
            case INTEGER -> value.isNumber() && isLong(value.decimalValue());
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
        };
    }

    /** What the value is, with its article, for a message. */
    static String phraseOf(JsonNode value) {
        if (value.isNull()) {
            return "null";
        }
        if (INTEGER.accepts(value)) {
            return INTEGER.phrase;
        }
        for (FieldType type : values()) {
            if (type.accepts(value)) {
                return type.phrase;
            }
        }
        throw new IllegalStateException("Not a JSON value: " + value.getNodeType());
    }

    /** By its exponent first: the digits of 1e999999999 would fill the memory. */
    private static boolean isLong(BigDecimal number) {
        if (number.precision() - (long) number.scale() > LONGEST_INTEGER) {
            return false;
        }
        return number.stripTrailingZeros().scale() <= 0
                && number.toBigInteger().bitLength() < Long.SIZE;
    }
}
