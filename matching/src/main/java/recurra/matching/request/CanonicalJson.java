package recurra.matching.request;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import recurra.matching.Sha256;
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
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private static final int FIRST_BYTES = 1_024;

    private byte[] out;
    private int length;

    private CanonicalJson(int expected) {
        out = new byte[expected];
    }

    static String write(JsonNode value) {
        CanonicalJson json = new CanonicalJson(FIRST_BYTES);
        json.append(value);
        return new String(json.out, 0, json.length, UTF_8);
    }

    /**
     * The SHA-256 of the form, 64 hexadecimal digits.
     *
     * @param expected about how many bytes the form has
     */
    static String hash(JsonNode value, int expected) {
        CanonicalJson json = new CanonicalJson(expected);
        json.append(value);
        return Sha256.hex(json.out, json.length);
    }

    private void append(JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> appendObject(value);
            case ARRAY -> appendArray(value);
            case STRING -> appendString(value.stringValue());
            case NUMBER -> appendAscii(number(value.decimalValue()));
            case BOOLEAN -> appendAscii(value.booleanValue() ? "true" : "false");
            case NULL -> appendAscii("null");
            case BINARY, POJO, MISSING ->
                    throw new IllegalArgumentException("Not a JSON value: " + value.getNodeType());
        }
    }

    private void appendObject(JsonNode object) {
        String[] names = object.propertyNames().toArray(String[]::new);
        // String's own order is by UTF-16 code units.
        Arrays.sort(names);
        append('{');
        for (int i = 0; i < names.length; i++) {
            if (i > 0) {
                append(',');
            }
            appendString(names[i]);
            append(':');
            append(object.get(names[i]));
        }
        append('}');
    }

    private void appendArray(JsonNode array) {
        append('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                append(',');
            }
            append(array.get(i));
        }
        append(']');
    }

    private void appendString(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        append('"');
        // Most of a prompt needs no escape, so it is copied in runs.
        int run = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte c = utf8[i];
            // The bytes of a longer character are negative.
            if (c >= 0 && (c < 0x20 || c == '"' || c == '\\')) {
                append(utf8, run, i);
                appendEscape(c);
                run = i + 1;
            }
        }
        append(utf8, run, utf8.length);
        append('"');
    }

    private void appendAscii(String text) {
        append(text.getBytes(US_ASCII), 0, text.length());
    }

    private void append(byte[] bytes, int from, int to) {
        reserve(to - from);
        System.arraycopy(bytes, from, out, length, to - from);
        length += to - from;
    }

    private void append(char ascii) {
        append((byte) ascii);
    }

    private void append(byte one) {
        reserve(1);
        out[length++] = one;
    }

    private void reserve(int more) {
        if (more > out.length - length) {
            out = Arrays.copyOf(out, Math.max(length + more, 2 * out.length));
        }
    }

    private void appendEscape(byte c) {
        append('\\');
        switch (c) {
            case '"', '\\' -> append(c);
            case '\b' -> append('b');
            case '\t' -> append('t');
            case '\n' -> append('n');
            case '\f' -> append('f');
            case '\r' -> append('r');
            default -> {
                appendAscii("u00");
                append(HEX[c >> 4]);
                append(HEX[c & 0xF]);
            }
        }
    }

    /**
     * ECMAScript's Number::toString over decimal digits: {@code digits} times ten to the power of
     * {@code point - digits.length()}.
     */
    private static String number(BigDecimal number) {
        if (number.signum() == 0) {
            // Also for -0.
            return "0";
        }
        StringBuilder out = new StringBuilder();
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
        return out.toString();
    }

    private static String withoutTrailingZeros(String digits) {
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, end);
    }
}
