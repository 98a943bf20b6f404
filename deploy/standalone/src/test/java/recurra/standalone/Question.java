package recurra.standalone;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A question with one answer, which no other question of these tests has.
 *
 * @param text as it is asked first
 * @param reworded the same in other words
 */
record Question(String text, String reworded) {
    private static final List<String> THINGS =
            words(
                    """
                    capital anthem currency climate history geography economy flag cuisine population
                    coastline architecture literature constitution agriculture folklore parliament
                    geology wildlife railway
                    """);
    private static final List<String> PLACES =
            words(
                    """
                    France Peru Norway Japan Kenya Canada Brazil Egypt India Poland Chile Greece Turkey
                    Cuba Ghana Iceland Nepal Spain Vietnam Mexico Italy Finland Morocco Sweden Jamaica
                    Hungary Portugal Estonia Bolivia Tunisia Austria Belgium Croatia Denmark Ecuador
                    Gabon Haiti Iran Jordan Laos Malta Namibia Oman Panama Qatar Romania Senegal
                    Thailand Uganda Yemen Zambia Albania Bahrain Cyprus Dominica Ethiopia Fiji Guyana
                    Honduras Ireland
                    """);

    /** How many there are. */
    static final int ALL = THINGS.size() * PLACES.size();

    /** The questions from one to another, of which there are {@link #ALL}. */
    static List<Question> range(int from, int to) {
        return IntStream.range(from, to).mapToObj(Question::number).toList();
    }

    /** Neighbours in this order share neither the thing nor the place. */
    private static Question number(int number) {
        String thing = THINGS.get(number % THINGS.size());
        String place = PLACES.get((number + number / PLACES.size()) % PLACES.size());
        return new Question(
                "What is the %s of %s?".formatted(thing, place),
                "Tell me the %s of %s please".formatted(thing, place));
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
