package recurra.matching.template;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Rewrites "France's capital" as "capital of France", the one order of the two. */
final class Possessives {
    private static final String ENDING = Lexer.Lexeme.POSSESSIVE.text();

    /** What neither the owner nor the owned reaches across. */
    private static final Set<TokenKind> BOUNDS =
            EnumSet.of(
                    TokenKind.RELATION, TokenKind.NEGATION, TokenKind.QUANTIFIER, TokenKind.MARK);

    private Possessives() {}

    /** The tokens with their only possessive resolved; with several of them, as they are. */
    static List<Token> resolved(List<Token> tokens) {
        long endings = tokens.stream().filter(token -> token.is(ENDING)).count();
        if (endings != 1) {
            return tokens;
        }
        int at = 0;
        while (!tokens.get(at).is(ENDING)) {
            at++;
        }
        int ownerStart = at;
        while (ownerStart > 0 && !isBound(tokens.get(ownerStart - 1))) {
            ownerStart--;
        }
        int ownedEnd = at + 1;
        while (ownedEnd < tokens.size() && !isBound(tokens.get(ownedEnd))) {
            ownedEnd++;
        }
        if (ownerStart == at || ownedEnd == at + 1) {
            return tokens;
        }
        List<Token> resolved = new ArrayList<>(tokens.subList(0, ownerStart));
        resolved.addAll(tokens.subList(at + 1, ownedEnd));
        resolved.add(new Token(TokenKind.RELATION, "of"));
        resolved.addAll(tokens.subList(ownerStart, at));
        resolved.addAll(tokens.subList(ownedEnd, tokens.size()));
        return resolved;
    }

    private static boolean isBound(Token token) {
        return BOUNDS.contains(token.kind()) || PromptReader.isAuxiliary(token.text());
    }
}
