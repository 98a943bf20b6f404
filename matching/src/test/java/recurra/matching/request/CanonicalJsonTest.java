package recurra.matching.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class CanonicalJsonTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** RFC 8785, section 3.2.2, but for the first number, whose digits no double holds. */
    @Test
    void writesTheSampleOfTheRfc() {
        assertThat(
                        canonical(
                                """
                                {
                                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                                  "literals": [null, true, false]
                                }
                                """))
                .isEqualTo(
                        "{\"literals\":[null,true,false],\"numbers\":[333333333.33333329,1e+30,4.5,0.002,1e-27],"
                                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** RFC 8785, section 3.2.3. */
    @Test
    void sortsNamesByUtf16CodeUnits() {
        assertThat(
                        canonical(
                                """
                                {"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}
                                """))
                .isEqualTo(
                        "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"\uD83D\uDE00\":5,\"\uFB33\":3}");
    }

    /**
     * RFC 8785, appendix B, without NaN and Infinity, which JSON cannot say, and without the least
     * double, which Java prints in more digits than it needs.
     */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void writesDoublesAsEcmaScriptDoes(String bits, String expected) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

        assertThat(canonical(Double.toString(value))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1",
        "1e2, 100",
        "100, 100",
        "1.50, 1.5",
        "-0, 0",
        "-0.0, 0",
        "0e999999999, 0",
        "1E400, 1e+400",
        "1e999999999, 1e+999999999",
        "-1e-999999999, -1e-999999999",
        "9007199254740992, 9007199254740992",
        "9007199254740993, 9007199254740993",
        "9007199254740993.0, 9007199254740993",
        "0.1000000000000000055, 0.1000000000000000055",
        "123456789012345678901234567890, 1.2345678901234567890123456789e+29",
        "0.0000001, 1e-7",
        "5e-324, 5e-324"
    })
    void keepsEveryDigitAndNoZeros(String number, String expected) {
        assertThat(canonical(number)).isEqualTo(expected);
    }

    @Test
    void escapesNoMoreThanItMust() {
        assertThat(canonical("\"\\u007f\\u2028\\/<>&\\u0001\\b\\t\\n\\f\\r\""))
                .isEqualTo("\"\u007f\u2028/<>&\\u0001\\b\\t\\n\\f\\r\"");
    }

    @RepeatedTest(200)
    void readsBackAsTheSameInAnyOrderOfNames(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        JsonNode tree = tree(random, 4);
        String canonical = CanonicalJson.write(tree);

        assertThat(read(canonical)).isEqualTo(tree);
        assertThat(canonical(canonical)).isEqualTo(canonical);
        assertThat(CanonicalJson.write(shuffled(tree, random))).isEqualTo(canonical);
    }

    @RepeatedTest(200)
    void aDoubleReadsBackAsTheSameDouble(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        double value = Double.longBitsToDouble(random.nextLong());
        if (Double.isFinite(value)) {
            assertThat(Double.parseDouble(canonical(Double.toString(value))))
                    .isEqualTo(value + 0.0);
        }
    }

    private static String canonical(String json) {
        return CanonicalJson.write(read(json));
    }

    private static JsonNode read(String json) {
        try {
            return StrictJson.read(json, 100);
        } catch (InvalidRequestException e) {
            throw new AssertionError(json, e);
        }
    }

    private static JsonNode tree(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt());
            // Fractions that no integer equals, so that the tree that is read has the same nodes.
            case 3 ->
                    NODES.numberNode(
                            java.math.BigDecimal.valueOf(random.nextInt(9_999) * 10L + 1, 3));
            case 4 -> NODES.stringNode(text(random));
            case 5 -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(tree(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = NODES.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(text(random), tree(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int codePoint =
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> 0x1F600 + random.nextInt(0x40);
                        case 2 -> 0xE000 + random.nextInt(0x1FFE);
                        default -> 0x20 + random.nextInt(0x100);
                    };
            text.appendCodePoint(codePoint);
        }
        return text.toString();
    }

    private static JsonNode shuffled(JsonNode tree, Random random) {
        if (tree instanceof ArrayNode array) {
            ArrayNode copy = NODES.arrayNode();
            array.forEach(item -> copy.add(shuffled(item, random)));
            return copy;
        }
        if (tree instanceof ObjectNode object) {
            List<String> names = new ArrayList<>(object.propertyNames());
            Collections.shuffle(names, random);
            ObjectNode copy = NODES.objectNode();
            names.forEach(name -> copy.set(name, shuffled(object.get(name), random)));
            return copy;
        }
        return tree;
    }
}
