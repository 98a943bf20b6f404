package recurra.simulator;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The simulator's tokenizer: a token is a run of up to eight letters or digits with the blank
 * before it, a line end, a run of other white space, or one other code point. A text's tokens
 * joined are the text, and no surrogate pair is torn.
 */
final class Tokens {

    private static final Pattern TOKEN =
            Pattern.compile("\\r?\\n| ?[\\p{L}\\p{N}_]{1,8}|[^\\S\\r\\n]+|.", Pattern.DOTALL);

    private Tokens() {}

    static List<String> split(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }

    static int count(String text) {
        return Math.toIntExact(TOKEN.matcher(text).results().count());
    }
}
