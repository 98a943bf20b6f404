package recurra.simulator;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of an answer: those of the question, a digest of the request, and everything that a
 * careless replay loses (indented code, tabs, blank lines, runs of spaces, combining marks, emoji
 * that are several code points, a line end at the end).
 */
final class AnswerText {

    private static final int MAX_QUOTED = 120;

    private static final List<String> OPENINGS =
            List.of(
                    "Here is what I know.",
                    "Good question.  Let me take it step by step.",
                    "In short: it depends, but not by much.",
                    "Certainly!");

    private static final List<String> REMARKS =
            List.of(
                    "Na\u00efve caf\u00e9 owners say \u201cdoppelt h\u00e4lt besser\u201d.",
                    "\u4f60\u597d\uff0c\u4e16\u754c \u2014 and \u0645\u0631\u062d\u0628\u0627 to everybody else.",
                    "A family \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66 and a flag \ud83c\uddf3\ud83c\uddf1 are one character each.",
                    "e\u0301 and \u00e9 look the same, and are not; 1\u202f000 \u2260 1,000.");

    private static final List<String> CODE =
            List.of(
                    "```python\ndef answer(question):\n    if not question:\n        return None\n\n    return {\"digest\": \"%s\"}\n```",
                    "```make\nanswer:\n\t@echo \"%s\"\n\n.PHONY: answer\n```",
                    "```json\n{\n  \"digest\": \"%s\",\n  \"tags\": [\"a\\\\b\", \"c\\\"d\"]\n}\n```");

    private static final List<String> WORDS =
            List.of(" one", " more", " word", " after", " the", " other", ",", "\n");

    private AnswerText() {}

    static String of(String question, Digest digest) {
        SplittableRandom random = digest.random();
        return Stream.of(
                        "%s You asked: \u201c%s\u201d"
                                .formatted(pick(OPENINGS, random), quoted(question)),
                        "1.  The answer is **%s**.\n2.\tIt stays %s, however often you ask."
                                .formatted(digest.shortHex(16), digest.shortHex(16)),
                        pick(CODE, random).formatted(digest.shortHex(8)),
                        pick(REMARKS, random) + "\n")
                .collect(Collectors.joining("\n\n"));
    }

    /** A text of so many tokens and no meaning, for load. */
    static String ofWords(int words, Digest digest) {
        SplittableRandom random = digest.random();
        return digest.shortHex(8)
                + random.ints(words - 1L, 0, WORDS.size())
                        .mapToObj(WORDS::get)
                        .collect(Collectors.joining());
    }

    static String reasoning(String question, Digest digest) {
        return "The user asks \u201c%s\u201d.\n  Request %s wants an answer;\n  I have one \ud83d\udca1.\n"
                .formatted(quoted(question), digest.shortHex(12));
    }

    private static String pick(List<String> texts, SplittableRandom random) {
        return texts.get(random.nextInt(texts.size()));
    }

    private static String quoted(String question) {
        if (question.codePointCount(0, question.length()) <= MAX_QUOTED) {
            return question;
        }
        return question.substring(0, question.offsetByCodePoints(0, MAX_QUOTED)) + "\u2026";
    }
}
