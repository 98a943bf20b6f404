package recurra.matching.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import recurra.matching.text.WordList;

/**
 * A reason why two questions have different answers. Guards only veto; their order is the order in
 * which they are asked, from the most telling to the one that lets nothing else through.
 */
enum Guard {
    /** Another kind of answer is asked for: who, when, whether. */
    QUESTION_TYPE {
        @Override
        boolean passes(PromptFeatures one, PromptFeatures other) {
            return one.type() == other.type();
        }
    },
    /** Other numbers, or the same ones of other things: 100 USD, 100 EUR. */
    NUMBERS {
        @Override
        boolean passes(PromptFeatures one, PromptFeatures other) {
            return samePairs(one, other, TokenKind.NUMBER);
        }
    },
    /** One is negated or says the opposite: not reset, unsafe, disable. */
    NEGATION {
        @Override
        boolean passes(PromptFeatures one, PromptFeatures other) {
            return samePairs(one, other, TokenKind.NEGATION)
                    && !Opposites.between(texts(one, token -> true), texts(other, token -> true));
        }
    },
    /** Other amounts or extremes: all, most, best, last. */
    QUANTIFIERS {
        @Override
        boolean passes(PromptFeatures one, PromptFeatures other) {
            return sameOfKind(one, other, TokenKind.QUANTIFIER);
        }
    },
    /** Other quotations; compared as they stand. */
    QUOTED {
        @Override
        boolean passes(PromptFeatures one, PromptFeatures other) {
            return sameOfKind(one, other, TokenKind.QUOTED);
        }
    },
    /** Other identifiers or symbols; case and signs count: C, C++, C#. */
    CODE {
        @Override
        boolean passes(PromptFeatures one, PromptFeatures other) {
            return sameOfKind(one, other, TokenKind.CODE);
        }
    },
    /** Other relations, or the same ones to other things: from A to B, from B to A. */
    DIRECTION {
        @Override
        boolean passes(PromptFeatures one, PromptFeatures other) {
            return samePairs(one, other, TokenKind.RELATION);
        }
    },
    /**
     * A word without an equal in the same place of the other. Nothing at all is no match, either.
     */
    CONTENT {
        @Override
        boolean passes(PromptFeatures one, PromptFeatures other) {
            return !one.tokens().isEmpty()
                    && Skeleton.of(one.tokens()).equals(Skeleton.of(other.tokens()));
        }
    };

    abstract boolean passes(PromptFeatures one, PromptFeatures other);

    /** The guard's name in evidence. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static boolean sameOfKind(PromptFeatures one, PromptFeatures other, TokenKind kind) {
        return texts(one, token -> token.kind() == kind)
                .sorted()
                .toList()
                .equals(texts(other, token -> token.kind() == kind).sorted().toList());
    }

    private static Stream<String> texts(PromptFeatures features, Predicate<Token> which) {
        return features.tokens().stream().filter(which).map(Token::text);
    }

    /** Whether the tokens of the kind are the same, each with the token behind it. */
    private static boolean samePairs(PromptFeatures one, PromptFeatures other, TokenKind kind) {
        return pairs(one.tokens(), kind).equals(pairs(other.tokens(), kind));
    }

    private static List<String> pairs(List<Token> tokens, TokenKind kind) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).kind() == kind) {
                // What stands behind a relation or a mark may change places with its phrase.
                boolean followed =
                        i + 1 < tokens.size()
                                && tokens.get(i + 1).kind() != TokenKind.RELATION
                                && tokens.get(i + 1).kind() != TokenKind.MARK;
                pairs.add(tokens.get(i).text() + (followed ? " " + tokens.get(i + 1).text() : ""));
            }
        }
        pairs.sort(null);
        return pairs;
    }

    /** Words that turn a question round. */
    private static final class Opposites {
        private static final Map<String, Set<String>> ANTONYMS = antonyms();
        private static final List<String> PREFIXES =
                List.of("un", "dis", "in", "im", "il", "ir", "non", "mis", "de", "anti");

        static boolean between(Stream<String> one, Stream<String> other) {
            Set<String> left = one.collect(Collectors.toSet());
            Set<String> right = other.collect(Collectors.toSet());
            Set<String> onlyLeft = new HashSet<>(left);
            onlyLeft.removeAll(right);
            Set<String> onlyRight = new HashSet<>(right);
            onlyRight.removeAll(left);
            return onlyLeft.stream().anyMatch(word -> hasOpposite(word, onlyRight))
                    || onlyRight.stream().anyMatch(word -> hasOpposite(word, onlyLeft));
        }

        private static boolean hasOpposite(String word, Set<String> others) {
            return PREFIXES.stream().anyMatch(prefix -> others.contains(prefix + word))
                    || ANTONYMS.getOrDefault(word, Set.of()).stream().anyMatch(others::contains);
        }

        private static Map<String, Set<String>> antonyms() {
            return WordList.entries("antonyms").stream()
                    .map(entry -> entry.split("\\s*=\\s*"))
                    .flatMap(pair ->
                            Stream.of(Map.entry(pair[0], pair[1]), Map.entry(pair[1], pair[0])))
                    .collect(
                            Collectors.groupingBy(
                                    Map.Entry::getKey,
                                    Collectors.mapping(
                                            Map.Entry::getValue, Collectors.toUnmodifiableSet())));
        }
    }
}
