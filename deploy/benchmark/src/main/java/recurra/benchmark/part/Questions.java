package recurra.benchmark.part;

import java.util.List;

/** Questions of daily life, as many different ones as a run needs. */
final class Questions {
    private static final List<String> FORMS =
            List.of(
                    "How do I",
                    "When should I",
                    "Why would I",
                    "Where can I",
                    "How often do I",
                    "Who can",
                    "What does it cost to");

    private static final List<String> VERBS =
            List.of(
                    "clean",
                    "repair",
                    "store",
                    "measure",
                    "paint",
                    "polish",
                    "move",
                    "weigh",
                    "wrap",
                    "dry",
                    "heat",
                    "cool",
                    "sell",
                    "label",
                    "photograph",
                    "draw",
                    "rent",
                    "insure",
                    "recycle",
                    "donate");

    private static final List<String> THINGS =
            List.of(
                    "a wooden chair",
                    "a copper pan",
                    "a leather boot",
                    "a bicycle chain",
                    "an iron skillet",
                    "a wool blanket",
                    "a glass bottle",
                    "a garden fence",
                    "a marble floor",
                    "a silk scarf",
                    "a brass lamp",
                    "a paper lantern",
                    "a ceramic bowl",
                    "a canvas tent",
                    "a steel ladder",
                    "a cotton shirt",
                    "a rubber hose",
                    "a stone bench",
                    "a bamboo basket",
                    "a plastic crate");

    private static final List<String> PLACES =
            List.of(
                    "in a cellar",
                    "in an attic",
                    "on a balcony",
                    "in a workshop",
                    "near the sea",
                    "in the mountains",
                    "in a desert",
                    "on a boat",
                    "in a tent",
                    "on a farm",
                    "in a school",
                    "in an office",
                    "in a hotel",
                    "in a library",
                    "in a bakery",
                    "in a museum",
                    "on a train",
                    "in a garage",
                    "in a barn",
                    "in a church");

    private static final List<String> WAYS =
            List.of(
                    "with vinegar",
                    "with a brush",
                    "by hand",
                    "without water",
                    "with sand",
                    "with steam",
                    "at night",
                    "in winter",
                    "in the rain",
                    "with two people",
                    "on a Sunday",
                    "without tools",
                    "with a machine",
                    "in a hurry",
                    "for a friend",
                    "for a wedding",
                    "with a child",
                    "on a budget",
                    "with gloves",
                    "in silence");

    /** How many different ones there are. */
    static final long COUNT =
            (long) FORMS.size() * VERBS.size() * THINGS.size() * PLACES.size() * WAYS.size();

    /** Has no divisor in common with their number, so neighbours differ in every part. */
    private static final long STRIDE = 23_456_701L;

    private static final String MEDIUM_END =
            " that has stood in a damp shed for two years and smells of smoke and mould, with nothing but water, soap, oil and a soft cloth?";

    private static final String LONG_START =
            "The room is small, the light is dim, and there is only a simple set of household tools at hand. The house was built of brick and timber near a river, and"
                    + " the walls are thick and cool in summer. The kitchen has a stone sink, a wooden table and four old chairs. The garden behind the house has an apple"
                    + " tree, a narrow path and a low fence made of wire. The winters are long and wet, the summers short and warm, and the wind comes mostly from the west."
                    + " Water and soap are available, as are cloth, oil, vinegar and salt. ";

    private Questions() {}

    /** A question that was never asked before, as far as numbers do not come again. */
    static String of(long number) {
        long rest = Math.floorMod(number * STRIDE, COUNT);
        String form = FORMS.get((int) (rest % FORMS.size()));
        rest /= FORMS.size();
        String verb = VERBS.get((int) (rest % VERBS.size()));
        rest /= VERBS.size();
        String thing = THINGS.get((int) (rest % THINGS.size()));
        rest /= THINGS.size();
        String place = PLACES.get((int) (rest % PLACES.size()));
        rest /= PLACES.size();
        return "%s %s %s %s %s?".formatted(form, verb, thing, place, WAYS.get((int) rest));
    }

    /** How long a prompt is, in the tokens of the embedding model. */
    enum Length {
        TOKENS_8("8 tokens", "", "?"),
        TOKENS_32("32 tokens", "", MEDIUM_END),
        TOKENS_128("128 tokens", LONG_START, "?");

        private final String label;
        private final String start;
        private final String end;

        Length(String label, String start, String end) {
            this.label = label;
            this.start = start;
            this.end = end;
        }

        String label() {
            return label;
        }
    }

    /** How many questions of one length have a rewording. */
    static final int REWORDED = 60;

    /** A question with a rewording, as it is kept. */
    static String kept(Length length, int number) {
        return length.start + "How do I " + task(number) + length.end;
    }

    /** The same question as it is asked. */
    static String reworded(Length length, int number) {
        return length.start + "How can I " + task(number) + length.end;
    }

    private static String task(int number) {
        // Verbs and things in pairs that come once each, so that no two questions are near.
        return VERBS.get(number % VERBS.size())
                + " "
                + THINGS.get((number + 7 * (number / VERBS.size())) % THINGS.size());
    }
}
