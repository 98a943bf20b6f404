package recurra.evaluation.result;

/**
 * The same prompt in other surroundings.
 *
 * @param change what differs
 * @param same whether the difference must not matter
 * @param trials requests in pairs
 * @param hits pairs that one tier at least would have taken for the same
 * @param faults hits where the difference matters, misses where it does not
 */
public record ScopeResult(
        String set, String change, boolean same, long trials, long hits, long faults) {}
