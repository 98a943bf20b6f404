package recurra.matching.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
            boolean person = one == QuestionType.WHO || other == QuestionType.WHO;
            boolean thing = one == QuestionType.WHAT || other == QuestionType.WHAT;
            if (person && thing) {
                return asksForAName(pair.one()) || asksForAName(pair.other());
            }
            boolean reason = one == QuestionType.WHY || other == QuestionType.WHY;
            boolean manner = one == QuestionType.HOW || other == QuestionType.HOW;
            return !(asksForAThing(one) && asksForAThing(other)) && !(reason && manner);
        }

        private boolean asksForAName(PromptFeatures prompt) {
            return prompt.words().stream().anyMatch(word -> Words.NAMING.contains(word.lemma()));
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
            List<String> one = numbers(pair.one());
            List<String> other = numbers(pair.other());
            if (one.stream().noneMatch(this::isOrdinal)
                    || other.stream().noneMatch(this::isOrdinal)) {
                // "The first time" counts nothing where the other counts nothing, either.
                one.remove(FIRST);
                other.remove(FIRST);
            }
            return one.equals(other);
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

        private boolean isOrdinal(String number) {
            return !Character.isDigit(number.codePointBefore(number.length()));
        }
    },
    /** The same numbers of other things: 5 km, 5 m. */
    UNITS {
        @Override
        boolean passes(Comparison pair) {
            List<String> one = units(pair.one());
            List<String> other = units(pair.other());
            return (one.isEmpty() || other.isEmpty() || one.equals(other))
                    && amounts(pair.one()).equals(amounts(pair.other()));
        }

        /** The units right behind a number: "how many feet are in 100 metres" has metres. */
        private Set<String> amounts(PromptFeatures prompt) {
            Set<String> amounts = new HashSet<>();
            List<Word> words = prompt.words();
            for (int i = 0; i + 1 < words.size(); i++) {
                if (words.get(i).kind() == WordClass.NUMBER) {
                    String unit = Words.UNITS.get(words.get(i + 1).lemma());
                    if (unit != null) {
                        amounts.add(unit);
                    }
                }
            }
            return amounts;
        }

        private List<String> units(PromptFeatures prompt) {
            if (!prompt.has(word -> word.kind() == WordClass.NUMBER)) {
                return List.of();
            }
            List<String> units = new ArrayList<>();
            for (Word word : prompt.words()) {
                String unit = Words.UNITS.get(word.lemma());
                if (unit != null) {
                    units.add(unit);
                }
            }
            units.sort(null);
            return units;
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
    /** Amounts or extremes that exclude each other: all and some, last and next. */
    QUANTIFIERS {
        @Override
        boolean passes(Comparison pair) {
            Set<String> one = quantifiers(pair.one());
            Set<String> other = quantifiers(pair.other());
            Set<String> onlyOther = new HashSet<>(other);
            onlyOther.removeAll(one);
            one.removeAll(other);
            return one.stream()
                    .noneMatch(word ->
                            onlyOther.stream().anyMatch(partner -> Scales.part(word, partner)));
        }

        private Set<String> quantifiers(PromptFeatures prompt) {
            Set<String> quantifiers = new HashSet<>();
            for (Token token : prompt.tokens()) {
                boolean first = token.kind() == TokenKind.NUMBER && token.is(FIRST);
                if (token.kind() == TokenKind.QUANTIFIER || first) {
                    quantifiers.add(first ? "first" : token.text());
                }
            }
            if (quantifiers.remove("a")) {
                // "A few" is some, "few" is hardly any.
                Set<String> counted = Set.of("few", "little");
                counted.stream()
                        .filter(quantifiers::remove)
                        .toList()
                        .forEach(word -> quantifiers.add("a-" + word));
            }
            return quantifiers;
        }
    },
    /** Other quotations; compared as they stand, or with the words of a prompt without any. */
    QUOTED {
        @Override
        boolean passes(Comparison pair) {
            List<String> one = quotations(pair.one());
            List<String> other = quotations(pair.other());
            return one.isEmpty() || other.isEmpty()
                    ? says(pair.other(), one) && says(pair.one(), other)
                    : one.equals(other);
        }

        private List<String> quotations(PromptFeatures prompt) {
            return prompt.tokens().stream()
                    .filter(token -> token.kind() == TokenKind.QUOTED && !token.text().isBlank())
                    .map(Token::text)
                    .sorted()
                    .toList();
        }

        private boolean says(PromptFeatures prompt, List<String> quotations) {
            if (quotations.isEmpty()) {
                return true;
            }
            Set<String> words = new HashSet<>();
            prompt.words().forEach(word -> words.add(word.text()));
            return quotations.stream()
                    .flatMap(text -> new WordReader(text, true).words().stream())
                    .allMatch(word -> words.contains(word.text()));
        }
    },
    /** Other identifiers or operators; case and signs count: C, C++, C#. */
    CODE {
        @Override
        boolean passes(Comparison pair) {
            return operators(pair.one()).equals(operators(pair.other()))
                    && known(pair.one(), pair.other())
                    && known(pair.other(), pair.one());
        }

        private List<String> operators(PromptFeatures prompt) {
            return prompt.tokens().stream()
                    .filter(token -> token.kind() == TokenKind.CODE)
                    .map(Token::text)
                    .filter(Words.OPERATORS::contains)
                    .sorted()
                    .toList();
        }

        private boolean known(PromptFeatures one, PromptFeatures other) {
            if (one.tokens().stream().noneMatch(token -> token.kind() == TokenKind.CODE)) {
                return true;
            }
            Set<String> exact = new HashSet<>();
            Set<String> loose = new HashSet<>();
            for (Token token : other.tokens()) {
                loose.add(token.text().toLowerCase(Locale.ROOT));
                if (token.kind() == TokenKind.CODE) {
                    exact.add(token.text());
                }
            }
            return one.tokens().stream()
                    .filter(token -> token.kind() == TokenKind.CODE && tells(token.text()))
                    .map(Token::text)
                    .allMatch(code ->
                            exact.contains(code)
                                    || (isLoose(code)
                                            && loose.contains(code.toLowerCase(Locale.ROOT))));
        }

        /** Whether a sign has a meaning of its own; a pair of words with a stroke has none. */
        private boolean tells(String code) {
            boolean sign = code.codePoints().noneMatch(Character::isLetterOrDigit);
            return sign ? Words.OPERATORS.contains(code) : !Words.STROKE.matcher(code).matches();
        }

        /** Whether people write it in any case: iOS, C++, but neither {@code getUser} nor US. */
        private boolean isLoose(String code) {
            return Words.LOOSE_CODE.matcher(code).matches()
                    && !Words.ACRONYMS.contains(code.toLowerCase(Locale.ROOT));
        }
    },
    /** One means with a capital what the other does not: Polish, polish. */
    CASE {
        @Override
        boolean passes(Comparison pair) {
            return !means(pair.one(), pair.other()) && !means(pair.other(), pair.one());
        }

        private boolean means(PromptFeatures one, PromptFeatures other) {
            Set<String> small = new HashSet<>();
            for (Token token : other.tokens()) {
                small.add(token.text());
            }
            for (Token token : one.tokens()) {
                if (token.kind() == TokenKind.WORD && !small.contains(token.text())) {
                    String text = token.text().toLowerCase(Locale.ROOT);
                    if (Words.CASED.contains(text) && small.contains(text)) {
                        return true;
                    }
                }
            }
            return false;
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
                    .anyMatch(name ->
                            Comparison.nearest(name, others.words()) != Nearness.SYNONYMS
                                    && others.words().stream().noneMatch(w -> belongs(name, w)));
        }

        /** India and Indian. */
        private boolean belongs(Word one, Word other) {
            return derived(one.lemma(), other.lemma()) || derived(other.lemma(), one.lemma());
        }

        private boolean derived(String name, String longer) {
            return name.length() > 3
                    && longer.startsWith(name)
                    && Words.ENDINGS_OF_PEOPLES.contains(longer.substring(name.length()));
        }
    },
    /** Each speaks of another thing of one kind: cats and dogs, hands and feet, rice and bread. */
    KIND {
        @Override
        boolean passes(Comparison pair) {
            return !pair.anyPair(Kinds::areOfOne);
        }
    },
    /** They say he and she of others, or in another order. */
    PRONOUNS {
        @Override
        boolean passes(Comparison pair) {
            return genders(pair.one()).equals(genders(pair.other()));
        }

        private List<Boolean> genders(PromptFeatures prompt) {
            List<Boolean> genders = new ArrayList<>();
            for (Word word : prompt.words()) {
                if (Words.MALE.contains(word.text()) || Words.FEMALE.contains(word.text())) {
                    genders.add(Words.MALE.contains(word.text()));
                }
            }
            return genders;
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
                    && relations(pair.one(), pair.other())
                    && !Attachment.boundsApart(pair.one(), pair.other());
        }

        private boolean conflict(WordRole one, WordRole other) {
            return one != WordRole.NONE && other != WordRole.NONE && one != other;
        }

        /** Whether what stands behind a relation has changed places with something else. */
        private boolean relations(PromptFeatures one, PromptFeatures other) {
            return Words.ONE_WAY.stream()
                    .noneMatch(relation ->
                            moved(behind(one, relation), other, relation)
                                    && moved(behind(other, relation), one, relation));
        }

        private boolean moved(Set<String> behind, PromptFeatures other, String relation) {
            if (behind.isEmpty()) {
                return false;
            }
            Set<String> there = behind(other, relation);
            return !there.isEmpty()
                    && behind.stream()
                            .filter(text -> !there.contains(text))
                            .anyMatch(text ->
                                    other.tokens().stream().anyMatch(token -> token.is(text)));
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
    /** The same names, or the same words, in other places, and nothing that says it is the same. */
    ORDER {
        @Override
        boolean passes(Comparison pair) {
            if (Arrangement.trades(pair)
                    || Arrangement.swaps(pair)
                    || Attachment.extremesApart(pair.one(), pair.other())
                    || Attachment.measuresApart(pair.one(), pair.other())) {
                return false;
            }
            List<Word> one = names(pair.one());
            List<Word> other = names(pair.other());
            List<String> left = placed(one, other);
            List<String> right = placed(other, one);
            return left.size() < 2
                    || left.equals(right)
                    || (Arrangement.isList(pair.sideOne()) && Arrangement.isList(pair.sideOther()));
        }

        private List<Word> names(PromptFeatures prompt) {
            return prompt.words().stream().filter(word -> word.kind() == WordClass.NAME).toList();
        }

        /**
         * The names that both have, in the order of the first, but for those of which a word says
         * in both where they stand, so that their place says nothing.
         */
        private List<String> placed(List<Word> names, List<Word> others) {
            Map<String, Word> known = new HashMap<>();
            others.forEach(word -> known.putIfAbsent(word.lemma(), word));
            return names.stream()
                    .filter(name -> {
                        Word other = known.get(name.lemma());
                        return other != null
                                && (name.role() == WordRole.NONE || other.role() == WordRole.NONE);
                    })
                    .map(Word::lemma)
                    .distinct()
                    .toList();
        }
    },
    /**
     * One says that something is done by what has it done in the other, or does what the other is.
     */
    VOICE {
        @Override
        boolean passes(Comparison pair) {
            return agree(pair.one(), pair.other())
                    && agree(pair.other(), pair.one())
                    && !(does(pair.one()) && is(pair.other(), pair.one()))
                    && !(does(pair.other()) && is(pair.one(), pair.other()));
        }

        private boolean does(PromptFeatures prompt) {
            return has(prompt, Words.FORMS_OF_DO) && !has(prompt, Words.FORMS_OF_BE);
        }

        /** "Is paint dry", beside "does paint dry". */
        private boolean is(PromptFeatures prompt, PromptFeatures doing) {
            return has(prompt, Words.FORMS_OF_BE)
                    && !has(prompt, Words.FORMS_OF_DO)
                    && content(prompt).equals(content(doing));
        }

        private boolean has(PromptFeatures prompt, Set<String> forms) {
            return prompt.has(word -> forms.contains(word.text()));
        }

        private List<String> content(PromptFeatures prompt) {
            return prompt.words().stream()
                    .filter(word -> !word.isFunction())
                    .map(Word::text)
                    .sorted()
                    .toList();
        }

        /** "Served by CP" is "CP serves", not "serves CP". */
        private boolean agree(PromptFeatures passive, PromptFeatures active) {
            List<Word> words = passive.words();
            boolean be = false;
            for (int i = 0; i + 1 < words.size(); i++) {
                be |= Words.FORMS_OF_BE.contains(words.get(i).text());
                if (be && i > 0 && words.get(i).text().equals("by")) {
                    String verb = words.get(i - 1).lemma();
                    String agent = words.get(i + 1).lemma();
                    return saysBy(active) || place(active, agent) <= place(active, verb);
                }
            }
            return true;
        }

        private boolean saysBy(PromptFeatures prompt) {
            return prompt.words().stream().anyMatch(word -> word.text().equals("by"));
        }

        /** The last place of the word, or -1. */
        private int place(PromptFeatures prompt, String lemma) {
            return prompt.words().stream().map(Word::lemma).toList().lastIndexOf(lemma);
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
    /** One asks for less: the first of the flights, those that are nonstop, one of two things. */
    EXTENT {
        @Override
        boolean passes(Comparison pair) {
            return !asksForLess(pair.sideOne(), pair.sideOther())
                    && !asksForLess(pair.sideOther(), pair.sideOne())
                    && !Arrangement.listsMore(pair, this::areAlike)
                    && !Arrangement.addsAttribute(pair)
                    && !Attachment.kindsApart(pair.one(), pair.other());
        }

        private boolean asksForLess(ComparedPrompt one, ComparedPrompt other) {
            return one.singlesOut() && !other.asksForAnExtreme();
        }

        private boolean areAlike(Word one, Word other) {
            return Opposites.are(one, other)
                    || Kinds.areOfOne(one, other)
                    || Lexicon.nearness(one.lemma(), other.lemma()) != Nearness.FAR;
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
            boolean behind = false;
            for (Word word : prompt.words()) {
                boolean tells =
                        Words.CONSTRAINTS.contains(word.lemma())
                                || (behind && Words.CONSTRAINTS_BEHIND.contains(word.lemma()));
                if (tells) {
                    constraints.add(word.lemma());
                }
                boolean goesOn =
                        word.text().equals("a")
                                || word.text().equals("one")
                                || word.kind() == WordClass.NUMBER;
                behind = Words.BEFORE_CONSTRAINTS.contains(word.text()) || (behind && goesOn);
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
            return (pair.one().english() && pair.other().english()) || pair.hasSameSkeleton();
        }
    };

    /** All of them, in the order in which they are asked. */
    static final List<Guard> ALL = List.of(values());

    private static final String FIRST = "1st";

    private final String label = name().toLowerCase(Locale.ROOT);

    abstract boolean passes(Comparison pair);

    /** The guard's name in evidence. */
    String label() {
        return label;
    }

    private static final class Words {
        static final Map<String, String> UNITS = WordList.map("units");
        static final Set<String> CONSTRAINTS = WordList.set("constraints");
        static final Set<String> CONSTRAINTS_BEHIND = WordList.set("constraints-behind");
        static final Set<String> BEFORE_CONSTRAINTS = Set.of("in", "into", "to", "as");
        static final Set<String> NAMING = Set.of("name", "person", "people", "man", "woman");
        static final Set<String> MALE = Set.of("he", "him", "his", "himself");
        static final Set<String> FEMALE = Set.of("she", "her", "hers", "herself");
        static final Set<String> ACRONYMS = WordList.set("acronyms");
        static final Set<String> ENDINGS_OF_PEOPLES = Set.of("n", "an", "ian", "ns", "ans", "ians");

        /** Words in one piece with one capital or sign at most: neither camel nor snake case. */
        static final Pattern LOOSE_CODE =
                Pattern.compile("[\\p{L}]{1,2}[\\p{Lu}\\p{Ll}]+|\\p{L}[+#]+");

        static final Pattern STROKE = Pattern.compile("\\p{L}+(?:/\\p{L}+)+");
        static final Set<String> OPERATORS =
                Set.of(
                        "+", "-", "=", "<", ">", "%", "$", "\u20ac", "\u00a3", "*", "^", "|", "~",
                        "@", "#", "!", "\\");
        static final Set<String> CASED = WordList.set("proper-names");
        static final Set<String> FORMS_OF_DO = Set.of("do", "does", "did");
        static final Set<String> FORMS_OF_BE =
                Set.of("is", "are", "am", "was", "were", "be", "been", "being");

        /** Relations with two sides that are not the same. */
        static final List<String> ONE_WAY = List.of("than", "before", "after", "without", "by");
    }

    /** Amounts and extremes, each scale with what excludes each other on it. */
    private static final class Scales {
        private static final List<List<Set<String>>> SCALES =
                WordList.entries("quantifiers-apart").stream()
                        .map(entry ->
                                Stream.of(entry.split("="))
                                        .map(part -> Set.of(part.strip().split(" ")))
                                        .toList())
                        .toList();

        static boolean part(String one, String other) {
            return SCALES.stream()
                    .anyMatch(scale -> {
                        Set<Integer> left = places(scale, one);
                        Set<Integer> right = places(scale, other);
                        return !left.isEmpty()
                                && !right.isEmpty()
                                && left.stream().noneMatch(right::contains);
                    });
        }

        private static Set<Integer> places(List<Set<String>> scale, String word) {
            Set<Integer> places = new HashSet<>();
            for (int i = 0; i < scale.size(); i++) {
                if (scale.get(i).contains(word)) {
                    places.add(i);
                }
            }
            return places;
        }
    }

    /** Words that turn a question round. */
    private static final class Opposites {
        private static final Set<Set<String>> PAIRS = pairs();
        private static final Set<String> WORDS =
                PAIRS.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
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
            Set<String> left = known(one);
            Set<String> right = known(other);
            for (String word : left) {
                if (!right.contains(word)) {
                    for (String partner : right) {
                        if (!left.contains(partner) && PAIRS.contains(Set.of(word, partner))) {
                            return true;
                        }
                    }
                }
            }
            return false;
        }

        /** The words that have an opposite at all. */
        private static Set<String> known(PromptFeatures prompt) {
            Set<String> known = new HashSet<>();
            for (Token token : prompt.tokens()) {
                if (WORDS.contains(token.text())) {
                    known.add(token.text());
                }
            }
            for (Word word : prompt.words()) {
                if (WORDS.contains(word.text())) {
                    known.add(word.text());
                }
            }
            return known;
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
