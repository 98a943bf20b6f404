package recurra.matching.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import recurra.matching.text.Lexicon;
import recurra.matching.text.Lexicon.Nearness;
import recurra.matching.text.WordList;

/**
 * A reason why two questions have different answers. Guards only veto; their order is the order in
 * which they are asked.
 */
enum Guard {
    /** One is in English and the other is not. */
    LANGUAGE {
        @Override
        boolean passes(Comparison pair) {
            return pair.one().english() == pair.other().english();
        }
    },
    /** Another kind of thing is asked for: who, when, where, why. */
    QUESTION_TYPE {
        @Override
        boolean passes(Comparison pair) {
            QuestionType one = pair.one().type();
            QuestionType other = pair.other().type();
            if (one == other) {
                return true;
            }
            return !(pair.one().english() && (asksForAThing(one) && asksForAThing(other)));
        }

        /** What a definite kind of thing answers; "what" and "how" ask for anything. */
        private boolean asksForAThing(QuestionType type) {
            return switch (type) {
                case WHO, WHOSE, WHERE, WHEN, WHY, YES_NO -> true;
                case WHAT, HOW, OTHER_QUESTION, STATEMENT -> false;
            };
        }
    },
    /** Other numbers. */
    NUMBERS {
        @Override
        boolean passes(Comparison pair) {
            return numbers(pair.one()).equals(numbers(pair.other()));
        }

        private List<String> numbers(PromptFeatures prompt) {
            List<String> numbers = new ArrayList<>();
            for (Token token : prompt.tokens()) {
                // "One" is a pronoun more often than a number.
                boolean number = token.kind() == TokenKind.NUMBER && !token.text().equals("1");
                boolean code =
                        token.kind() == TokenKind.CODE
                                && token.text().codePoints().anyMatch(Character::isDigit);
                if (number || code) {
                    numbers.add(token.text().toLowerCase(Locale.ROOT));
                }
            }
            numbers.sort(null);
            return numbers;
        }
    },
    /** The same numbers of other things: 5 km, 5 m. */
    UNITS {
        @Override
        boolean passes(Comparison pair) {
            List<String> one = units(pair.one());
            List<String> other = units(pair.other());
            return one.isEmpty() || other.isEmpty() || one.equals(other);
        }

        private List<String> units(PromptFeatures prompt) {
            List<String> units = new ArrayList<>();
            for (Word word : prompt.words()) {
                String unit = Words.UNITS.get(word.lemma());
                if (unit != null) {
                    units.add(unit);
                }
            }
            units.sort(null);
            return prompt.words().stream().anyMatch(word -> word.kind() == WordClass.NUMBER)
                    ? units
                    : List.of();
        }
    },
    /** Other days, months or times of day. */
    TIMES {
        @Override
        boolean passes(Comparison pair) {
            return times(pair.one()).equals(times(pair.other()));
        }

        private Set<String> times(PromptFeatures prompt) {
            Set<String> times = new HashSet<>();
            for (Word word : prompt.words()) {
                if (word.kind() == WordClass.TIME) {
                    times.add(word.lemma());
                }
            }
            return times;
        }
    },
    /** One is negated, or says the opposite: not reset, unsafe, disable. */
    NEGATION {
        @Override
        boolean passes(Comparison pair) {
            return negated(pair.one()) == negated(pair.other())
                    && !pair.anyPair((one, other) -> Opposites.are(one, other))
                    && !Opposites.between(pair.one(), pair.other());
        }

        private boolean negated(PromptFeatures prompt) {
            return prompt.tokens().stream().anyMatch(token -> token.kind() == TokenKind.NEGATION);
        }
    },
    /** Other amounts or extremes: all, some, most, best, last. */
    QUANTIFIERS {
        @Override
        boolean passes(Comparison pair) {
            Set<String> one = quantifiers(pair.one());
            Set<String> other = quantifiers(pair.other());
            return one.isEmpty() || other.isEmpty() || one.equals(other);
        }

        private Set<String> quantifiers(PromptFeatures prompt) {
            Set<String> quantifiers = new HashSet<>();
            for (Token token : prompt.tokens()) {
                if (token.kind() == TokenKind.QUANTIFIER) {
                    quantifiers.add(token.text());
                }
            }
            return quantifiers;
        }
    },
    /** Other quotations; compared as they stand. */
    QUOTED {
        @Override
        boolean passes(Comparison pair) {
            return texts(pair.one(), token -> token.kind() == TokenKind.QUOTED)
                    .equals(texts(pair.other(), token -> token.kind() == TokenKind.QUOTED));
        }
    },
    /** Other identifiers or operators; case and signs count: C, C++, C#. */
    CODE {
        @Override
        boolean passes(Comparison pair) {
            return texts(pair.one(), this::tells).equals(texts(pair.other(), this::tells));
        }

        private boolean tells(Token token) {
            return token.kind() == TokenKind.CODE && !Words.LOOSE_SIGNS.contains(token.text());
        }
    },
    /** Each names something that the other does not. */
    NAMES {
        @Override
        boolean passes(Comparison pair) {
            return !(hasOwn(pair.onlyOne(), pair.other()) && hasOwn(pair.onlyOther(), pair.one()));
        }

        private boolean hasOwn(List<Word> lacking, PromptFeatures others) {
            return lacking.stream()
                    .filter(word -> word.kind() == WordClass.NAME)
                    .anyMatch(
                            name -> Comparison.nearest(name, others.words()) != Nearness.SYNONYMS);
        }
    },
    /** The same names in other roles: from A to B, from B to A. */
    DIRECTION {
        @Override
        boolean passes(Comparison pair) {
            Map<String, WordRole> other = Comparison.roles(pair.other());
            return Comparison.roles(pair.one()).entrySet().stream()
                            .noneMatch(role ->
                                    conflict(
                                            role.getValue(),
                                            other.getOrDefault(role.getKey(), WordRole.NONE)))
                    && relations(pair.one(), pair.other());
        }

        private boolean conflict(WordRole one, WordRole other) {
            return one != WordRole.NONE && other != WordRole.NONE && one != other;
        }

        /** What stands behind a relation that cannot be turned round. */
        private boolean relations(PromptFeatures one, PromptFeatures other) {
            for (String relation : Words.ONE_WAY) {
                Set<String> left = behind(one, relation);
                Set<String> right = behind(other, relation);
                if (!left.isEmpty() && !right.isEmpty() && !left.equals(right)) {
                    return false;
                }
            }
            return true;
        }

        private Set<String> behind(PromptFeatures prompt, String relation) {
            Set<String> behind = new HashSet<>();
            List<Token> tokens = prompt.tokens();
            for (int i = 0; i + 1 < tokens.size(); i++) {
                if (tokens.get(i).kind() == TokenKind.RELATION && tokens.get(i).is(relation)) {
                    behind.add(tokens.get(i + 1).text());
                }
            }
            return behind;
        }
    },
    /** The same names in another order, and nothing that says it means the same. */
    ORDER {
        @Override
        boolean passes(Comparison pair) {
            List<Word> one = names(pair.one());
            List<Word> other = names(pair.other());
            List<String> left = lemmas(one, other);
            List<String> right = lemmas(other, one);
            return left.size() < 2
                    || left.equals(right)
                    || haveRoles(one)
                    || haveRoles(other)
                    || (isList(pair.one()) && isList(pair.other()));
        }

        private List<Word> names(PromptFeatures prompt) {
            return prompt.words().stream().filter(word -> word.kind() == WordClass.NAME).toList();
        }

        private List<String> lemmas(List<Word> words, List<Word> common) {
            Set<String> known = new HashSet<>();
            common.forEach(word -> known.add(word.lemma()));
            return words.stream().map(Word::lemma).filter(known::contains).distinct().toList();
        }

        private boolean haveRoles(List<Word> names) {
            return names.stream().anyMatch(name -> name.role() != WordRole.NONE);
        }

        private boolean isList(PromptFeatures prompt) {
            return prompt.words().stream()
                    .anyMatch(word -> word.text().equals("and") || word.text().equals("or"));
        }
    },
    /** One says that something is done to what does it in the other. */
    VOICE {
        @Override
        boolean passes(Comparison pair) {
            return passive(pair.one()) == passive(pair.other());
        }

        private boolean passive(PromptFeatures prompt) {
            List<Word> words = prompt.words();
            boolean be = false;
            for (Word word : words) {
                be |= Words.FORMS_OF_BE.contains(word.text());
                if (be && word.text().equals("by")) {
                    return true;
                }
            }
            return false;
        }
    },
    /** One speaks of what used to be. */
    TENSE {
        @Override
        boolean passes(Comparison pair) {
            return formerly(pair.one()) == formerly(pair.other());
        }

        private boolean formerly(PromptFeatures prompt) {
            List<Word> words = prompt.words();
            for (int i = 0; i + 1 < words.size(); i++) {
                boolean used =
                        words.get(i).text().equals("used") || words.get(i).text().equals("use");
                boolean person = i > 0 && !Words.FORMS_OF_BE.contains(words.get(i - 1).text());
                if (used
                        && person
                        && words.get(i + 1).text().equals("to")
                        && i + 2 < words.size()
                        && Words.FORMS_OF_BE.contains(words.get(i + 2).text())) {
                    return true;
                }
            }
            return false;
        }
    },
    /** They want another form of answer: a table, three sentences, in French. */
    CONSTRAINTS {
        @Override
        boolean passes(Comparison pair) {
            return constraints(pair.one()).equals(constraints(pair.other()));
        }

        private Set<String> constraints(PromptFeatures prompt) {
            Set<String> constraints = new HashSet<>();
            for (Word word : prompt.words()) {
                if (Words.CONSTRAINTS.contains(word.lemma())) {
                    constraints.add(word.lemma());
                }
            }
            return constraints;
        }
    },
    /**
     * In a language without word lists: a word without an equal in the same place of the other. And
     * in any language: nothing at all is no match.
     */
    CONTENT {
        @Override
        boolean passes(Comparison pair) {
            if (pair.one().tokens().isEmpty() || pair.other().tokens().isEmpty()) {
                return false;
            }
            return (pair.one().english() && pair.other().english())
                    || (pair.one().type() == pair.other().type()
                            && Skeleton.of(pair.one().tokens())
                                    .equals(Skeleton.of(pair.other().tokens())));
        }
    };

    abstract boolean passes(Comparison pair);

    /** The guard's name in evidence. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<String> texts(PromptFeatures features, Predicate<Token> which) {
        return features.tokens().stream().filter(which).map(Token::text).sorted().toList();
    }

    private static final class Words {
        static final Map<String, String> UNITS = WordList.map("units");
        static final Set<String> CONSTRAINTS = WordList.set("constraints");
        static final Set<String> FORMS_OF_BE =
                Set.of("is", "are", "am", "was", "were", "be", "been", "being");

        /** Relations with two sides that are not the same. */
        static final List<String> ONE_WAY = List.of("than", "before", "after", "without", "by");

        /** Signs that part words and mean nothing. */
        static final Set<String> LOOSE_SIGNS =
                Set.of("(", ")", "-", "/", "&", "...", "[", "]", "*");
    }

    /** Words that turn a question round. */
    private static final class Opposites {
        private static final Set<Set<String>> PAIRS = pairs();
        private static final List<String> PREFIXES =
                List.of("un", "dis", "in", "im", "il", "ir", "non", "mis", "de", "anti");

        static boolean are(Word one, Word other) {
            return Lexicon.areOpposite(one.text(), other.text())
                    || Lexicon.areOpposite(one.lemma(), other.lemma())
                    || prefixed(one.text(), other.text())
                    || prefixed(other.text(), one.text())
                    || prefixed(one.lemma(), other.lemma())
                    || prefixed(other.lemma(), one.lemma());
        }

        /** Among all words that only one has, those without weight included. */
        static boolean between(PromptFeatures one, PromptFeatures other) {
            Set<String> left = all(one);
            Set<String> right = all(other);
            Set<String> onlyRight = new HashSet<>(right);
            onlyRight.removeAll(left);
            left.removeAll(right);
            return left.stream()
                    .anyMatch(word ->
                            onlyRight.stream()
                                    .anyMatch(partner -> PAIRS.contains(Set.of(word, partner))));
        }

        private static Set<String> all(PromptFeatures prompt) {
            Set<String> all = new HashSet<>();
            prompt.tokens().forEach(token -> all.add(token.text()));
            prompt.words().forEach(word -> all.add(word.text()));
            return all;
        }

        private static boolean prefixed(String word, String longer) {
            return longer.length() > word.length()
                    && longer.endsWith(word)
                    && word.length() > 2
                    && PREFIXES.contains(longer.substring(0, longer.length() - word.length()));
        }

        private static Set<Set<String>> pairs() {
            Set<Set<String>> pairs = new HashSet<>();
            for (String entry : WordList.entries("antonyms")) {
                pairs.add(Set.copyOf(Stream.of(entry.split("\\s*=\\s*")).toList()));
            }
            return Set.copyOf(pairs);
        }
    }
}
