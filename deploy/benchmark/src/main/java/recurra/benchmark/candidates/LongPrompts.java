package recurra.benchmark.candidates;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import recurra.evaluation.encoding.Encoded;
import recurra.evaluation.encoding.Encoder;
import recurra.matching.template.SimHash;

/**
 * From which length on a vector does not find a reworded prompt among others that differ from it in
 * one fact, and how far its SimHash is then.
 *
 * <p>A scope holds families of prompts: each tells some facts and asks one question about them, and
 * the prompts of a family differ in one fact. Some prompts are asked again in other words.
 */
final class LongPrompts {
    private static final int FAMILIES = 12;
    private static final int SIBLINGS = 20;
    private static final int ASKED = 4;
    private static final int CANDIDATES = 5;
    private static final List<Integer> FACTS = List.of(1, 3, 6, 12, 25);
    private static final List<Integer> BITS = List.of(6, 12);

    private static final List<String> THINGS =
            List.of(
                    "wooden chair",
                    "copper pan",
                    "leather boot",
                    "bicycle chain",
                    "wool blanket",
                    "glass bottle",
                    "garden fence",
                    "silk scarf",
                    "brass lamp",
                    "paper lantern",
                    "canvas tent",
                    "steel ladder",
                    "rubber hose",
                    "stone bench",
                    "plastic crate");

    private static final List<String> DONE =
            List.of(
                    "cleaned",
                    "repaired",
                    "stored",
                    "measured",
                    "painted",
                    "moved",
                    "weighed",
                    "wrapped",
                    "sold",
                    "labelled",
                    "photographed",
                    "rented",
                    "insured",
                    "donated");

    private static final List<String> PLACES =
            List.of(
                    "Bergen", "Lisbon", "Krakow", "Nairobi", "Lima", "Osaka", "Quebec", "Tunis",
                    "Zagreb", "Hanoi", "Perth", "Dakar", "Malmo", "Turin", "Cusco", "Bristol");

    private static final List<String> PEOPLE =
            List.of(
                    "the owner",
                    "a neighbour",
                    "the clerk",
                    "a student",
                    "the driver",
                    "a guest",
                    "the gardener",
                    "a teacher",
                    "the nurse",
                    "a painter");

    private static final String LATIN = "abcdefghijklmnopqrstuvwxyz";
    private static final String CYRILLIC = "абцдефгхижклмнопярстувшчыз";

    private final Encoder encoder;
    private final UnaryOperator<String> letters;
    private final PrintStream out;

    private LongPrompts(Encoder encoder, UnaryOperator<String> letters, PrintStream out) {
        this.encoder = encoder;
        this.letters = letters;
        this.out = out;
    }

    static void measure(Path nativeFolder, PrintStream out) {
        try (Encoder encoder = new Encoder(nativeFolder)) {
            out.printf(
                    "Right entry among the first %d, of %d reworded prompts in a scope of %,d%n%n",
                    CANDIDATES, FAMILIES * ASKED, FAMILIES * SIBLINGS);
            out.print("| letters | characters | by vector | median bits | 90 % | most |");
            BITS.forEach(bits -> out.printf(" by SimHash, %d bits | both |", bits));
            out.printf("%n|---|---|---|---|---|---|%s%n", "---|---|".repeat(BITS.size()));
            LongPrompts latin = new LongPrompts(encoder, text -> text, out);
            FACTS.forEach(facts -> latin.measure("Latin", facts));
            LongPrompts cyrillic = new LongPrompts(encoder, LongPrompts::inCyrillic, out);
            FACTS.forEach(facts -> cyrillic.measure("Cyrillic", facts));
        }
    }

    /** The text in letters of which the model makes a token each. */
    private static String inCyrillic(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
            int place = LATIN.indexOf(c);
            out.append(place < 0 ? c : CYRILLIC.charAt(place));
        }
        return out.toString();
    }

    private void measure(String name, int facts) {
        SplittableRandom random = new SplittableRandom(facts);
        List<Encoded> kept = new ArrayList<>();
        List<Encoded> asked = new ArrayList<>();
        List<Integer> right = new ArrayList<>();
        for (int family = 0; family < FAMILIES; family++) {
            List<String> told = new ArrayList<>();
            for (int i = 0; i < facts; i++) {
                told.add(fact(random));
            }
            String thing = pick(THINGS, random);
            for (int sibling = 0; sibling < SIBLINGS; sibling++) {
                List<String> changed = new ArrayList<>(told);
                changed.set(random.nextInt(facts), fact(random));
                if (sibling < ASKED) {
                    right.add(kept.size());
                    asked.add(encoder.of(letters.apply(reworded(changed, thing, sibling))));
                }
                kept.add(encoder.of(letters.apply(prompt(changed, thing))));
            }
        }
        report(name, kept, asked, right);
    }

    private void report(String name, List<Encoded> kept, List<Encoded> asked, List<Integer> right) {
        int characters = (int) kept.stream().mapToInt(e -> e.text().length()).average().orElse(0);
        int byVector = 0;
        int[] byHash = new int[BITS.size()];
        int[] byBoth = new int[BITS.size()];
        int[] distances = new int[asked.size()];
        for (int i = 0; i < asked.size(); i++) {
            Encoded question = asked.get(i);
            int wanted = right.get(i);
            distances[i] = SimHash.distance(question.simHash(), kept.get(wanted).simHash());
            boolean near =
                    isAmongFirst(
                            kept,
                            wanted,
                            Comparator.comparingDouble((Encoded e) -> -question.cosine(e)));
            boolean alike =
                    isAmongFirst(
                            kept,
                            wanted,
                            Comparator.comparingInt((Encoded e) ->
                                    SimHash.distance(question.simHash(), e.simHash())));
            byVector += near ? 1 : 0;
            for (int b = 0; b < BITS.size(); b++) {
                boolean found = alike && distances[i] <= BITS.get(b);
                byHash[b] += found ? 1 : 0;
                byBoth[b] += found || near ? 1 : 0;
            }
        }
        Arrays.sort(distances);
        out.printf(
                "| %s | %,d | %s | %d | %d | %d |",
                name,
                characters,
                share(byVector, asked.size()),
                distances[distances.length / 2],
                distances[distances.length * 9 / 10],
                distances[distances.length - 1]);
        for (int b = 0; b < BITS.size(); b++) {
            out.printf(
                    " %s | %s |", share(byHash[b], asked.size()), share(byBoth[b], asked.size()));
        }
        out.println();
    }

    private static boolean isAmongFirst(List<Encoded> kept, int wanted, Comparator<Encoded> order) {
        return IntStream.range(0, kept.size())
                .boxed()
                .sorted(Comparator.comparing(kept::get, order))
                .limit(CANDIDATES)
                .anyMatch(place -> place == wanted);
    }

    private static String share(int part, int whole) {
        return Math.round(100.0 * part / whole) + " %";
    }

    private static String fact(SplittableRandom random) {
        return "The %s was %s in %s by %s."
                .formatted(
                        pick(THINGS, random),
                        pick(DONE, random),
                        pick(PLACES, random),
                        pick(PEOPLE, random));
    }

    private static String prompt(List<String> facts, String thing) {
        return String.join(" ", facts) + " What is known about the " + thing + "?";
    }

    /** The same with other words around the facts, the way depending on the number. */
    private static String reworded(List<String> facts, String thing, int way) {
        String told = String.join(" ", facts);
        return switch (way % 4) {
            case 0 -> told + " Tell me what is known about the " + thing + " please.";
            case 1 -> "Read the following. " + told + " What do we know about the " + thing + "?";
            case 2 ->
                    "Hello! "
                            + told.replace(" was ", " has been ")
                            + " What is known about the "
                            + thing
                            + "?";
            default -> told + " So what can be said about the " + thing + "?";
        };
    }

    private static String pick(List<String> words, SplittableRandom random) {
        return words.get(random.nextInt(words.size()));
    }
}
