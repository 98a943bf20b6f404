package recurra.evaluation.benchmark;

import java.util.List;

/**
 * Questions of one length, each with five that are near it: rewordings, and others that are not.
 */
final class NearQuestions {
    private static final List<String> SHORT =
            List.of(
                    "How do I reset my password?",
                    "How can I reset my password?",
                    "How do I change my password?",
                    "How do I reset my router?",
                    "Why should I reset my password?",
                    "How do I reset the PIN of my card?");

    private static final String FLIGHTS =
            "Which flights from Boston to San Francisco on Wednesday morning are the cheapest, and"
                    + " which of the airlines refund the fare when I cancel a week before?";

    private static final List<String> MIDDLE =
            List.of(
                    FLIGHTS,
                    FLIGHTS.replace("Which flights from", "What are the cheapest flights from")
                            .replace(" are the cheapest", ""),
                    FLIGHTS.replace("Boston to San Francisco", "San Francisco to Boston"),
                    FLIGHTS.replace("Wednesday", "Thursday"),
                    FLIGHTS.replace("San Francisco", "Oakland").replace("refund", "change"),
                    FLIGHTS.replace("flights from Boston to", "hotels in"));

    private static final String BAKERY =
            "We run a small bakery in Portland and sell bread, cakes and coffee from a counter that"
                    + " opens at six in the morning. Last winter our oven broke twice, and the"
                    + " repair took eleven days because the supplier in Hamburg had no spare parts."
                    + " Now we want to buy a second oven that fits through a door of 90 cm, bakes at"
                    + " least forty loaves in an hour and runs on the gas line that is already"
                    + " there. Please explain which kinds of deck ovens and rack ovens a shop of our"
                    + " size should compare, what each costs to run over five years, which"
                    + " guarantees the makers give, and how we keep the old oven as a reserve.";

    private static final List<String> LONG =
            List.of(
                    BAKERY,
                    BAKERY.replace("Please explain which kinds", "Explain to us what kinds"),
                    BAKERY.replace("Portland", "Seattle"),
                    BAKERY.replace("90 cm", "80 cm"),
                    BAKERY.replace("keep the old oven as a reserve", "sell the old oven"),
                    BAKERY.replace("deck ovens and rack ovens", "rack ovens and deck ovens")
                            .replace("broke twice", "failed twice"));

    private NearQuestions() {}

    /** The question of about so many tokens, and the five behind it. */
    static List<String> ofTokens(String tokens) {
        return switch (tokens) {
            case "8" -> SHORT;
            case "32" -> MIDDLE;
            case "128" -> LONG;
            default -> throw new IllegalArgumentException("No questions of " + tokens + " tokens");
        };
    }
}
