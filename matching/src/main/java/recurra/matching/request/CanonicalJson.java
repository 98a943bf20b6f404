package recurra.matching.request;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/**
 * Writes JSON in the one form of RFC 8785 (JCS): names sorted by UTF-16 code units, no white space,
 * the least escapes, numbers as ECMAScript prints them.
 *
 * <p>It departs from the RFC in one point. There, a number is the IEEE double nearest to it, so
 * that {@code 9007199254740993} is written {@code 9007199254740992}. Two requests with these
 * numbers ask for different things, so here a number keeps its decimal digits and ECMAScript's
 * layout is applied to them. The results are equal wherever the digits are the shortest that name
 * their double, which is how every common library prints a double.
 */
final class CanonicalJson {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private CanonicalJson() {}

    static String write(JsonNode value) {
        StringBuilder out = new StringBuilder(256);
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> appendObject(out, value);
            case ARRAY -> appendArray(out, value);
            case STRING -> appendString(out, value.stringValue());
            case NUMBER -> appendNumber(out, value.decimalValue());
            case BOOLEAN -> out.append(value.booleanValue());
            case NULL -> out.append("null");
            case BINARY, POJO, MISSING ->
                    throw new IllegalArgumentException("Not a JSON value: " + value.getNodeType());
        }
    }

    private static void appendObject(StringBuilder out, JsonNode object) {
        String[] names = object.propertyNames().toArray(String[]::new);
        // String's own order is by UTF-16 code units.
        Arrays.sort(names);
        out.append('{');
        String separator = "";
        for (String name : names) {
            out.append(separator);
            appendString(out, name);
            append(out.append(':'), object.get(name));
            separator = ",";
        }
        out.append('}');
    }

    private static void appendArray(StringBuilder out, JsonNode array) {
        out.append('[');
        String separator = "";
        for (JsonNode item : array) {
            append(out.append(separator), item);
            separator = ",";
        }
        out.append(']');
    }

    private static void appendString(StringBuilder out, String text) {
        out.append('"');
        // Most of a prompt needs no escape, so it is copied in runs.
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                out.append(text, run, i);
                appendEscape(out, c);
                run = i + 1;
            }
        }
        out.append(text, run, text.length()).append('"');
    }

    private static void appendEscape(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default -> out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xF]);
        }
    }

    /**
     * ECMAScript's Number::toString over decimal digits: {@code digits} times ten to the power of
     * {@code point - digits.length()}.
     */
    private static void appendNumber(StringBuilder out, BigDecimal number) {
        if (number.signum() == 0) {
            // Also for -0.
            out.append('0');
            return;
        }
        if (number.signum() < 0) {
            out.append('-');
        }
        BigInteger unscaled = number.unscaledValue().abs();
        String all = unscaled.toString();
        String digits = withoutTrailingZeros(all);
        // In long: the exponent of a BigDecimal can be as large as an int.
        long point = all.length() - (long) number.scale();
        int count = digits.length();
        if (count <= point && point <= 21) {
            out.append(digits).repeat('0', (int) point - count);
        } else if (0 < point && point <= 21) {
            out.append(digits, 0, (int) point).append('.').append(digits, (int) point, count);
        } else if (-6 < point && point <= 0) {
            out.append("0.").repeat('0', (int) -point).append(digits);
        } else {
            out.append(digits.charAt(0));
            if (count > 1) {
                out.append('.').append(digits, 1, count);
            }
            out.append('e').append(point > 0 ? "+" : "-").append(Math.abs(point - 1));
        }
    }

    private static String withoutTrailingZeros(String digits) {
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, end);
    }
}
