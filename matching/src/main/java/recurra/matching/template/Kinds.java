package recurra.matching.template;

import java.util.OptionalInt;
import java.util.Set;
import recurra.matching.text.Lexicon;
import recurra.matching.text.Lexicon.Nearness;

/** Tells things of one kind from words that might mean the same. */
final class Kinds {
    /** WordNet's fields of animals, parts of the body, food, persons, plants and substances. */
    private static final Set<Integer> FIELDS = Set.of(5, 8, 13, 18, 20, 27);

    private Kinds() {}

    /** Whether both words name things of one kind, and neither is a kind of the other. */
    static boolean areOfOne(Word one, Word other) {
        OptionalInt field = Lexicon.field(one.lemma());
        return field.isPresent()
                && FIELDS.contains(field.getAsInt())
                && field.equals(Lexicon.field(other.lemma()))
                && Lexicon.nearness(one.lemma(), other.lemma()) == Nearness.FAR;
    }
}
