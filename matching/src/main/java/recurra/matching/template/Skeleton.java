package recurra.matching.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import recurra.matching.text.WordList;

/**
 * The words of a prompt in their order, cut at the relations: what comes first, and one phrase for
 * each relation. Two skeletons are equal when every word has its partner in the same place.
 */
final class Skeleton {
    private static final Set<String> FREE = WordList.set("relations-free");

    /** Words that tie a phrase to what stands before it. */
    private static final Set<String> TYING = Set.of("and", "or", "but", "that", "who", "what");

    private Skeleton() {}

    /** Whether the tokens have equal skeletons. */
    static boolean areEqual(List<Token> one, List<Token> other) {
        // A skeleton is the tokens in some order.
        return one.size() == other.size()
                && (one.equals(other) || (sum(one) == sum(other) && of(one).equals(of(other))));
    }

    /** The same for the same tokens in any order. */
    private static int sum(List<Token> tokens) {
        int sum = 0;
        for (Token token : tokens) {
            sum += token.text().hashCode();
        }
        return sum;
    }

    /**
     * The phrases; those of free relations are sorted where none could change its meaning by it.
     */
    private static List<List<String>> of(List<Token> tokens) {
        List<List<String>> phrases = new ArrayList<>();
        List<String> phrase = new ArrayList<>();
        Set<String> relations = new HashSet<>();
        boolean free = true;
        for (Token token : tokens) {
            if (token.kind() == TokenKind.RELATION) {
                phrases.add(phrase);
                phrase = new ArrayList<>();
                // Two phrases of one relation are told apart by their places only.
                free &= relations.add(token.text()) && FREE.contains(token.text());
            } else if (token.kind() == TokenKind.NEGATION
                    || token.kind() == TokenKind.QUANTIFIER
                    || token.kind() == TokenKind.MARK
                    || TYING.contains(token.text())) {
                free = false;
            }
            phrase.add(token.kind() + ":" + token.text());
        }
        phrases.add(phrase);
        if (free) {
            phrases.subList(1, phrases.size())
                    .sort((left, right) ->
                            String.join(" ", left).compareTo(String.join(" ", right)));
        }
        return phrases;
    }
}
