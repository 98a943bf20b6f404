package recurra.gateway.lookup;

import java.util.List;

/**
 * What was found, and what could not be asked.
 *
 * @param degradations empty when all parts answered in time
 */
public record LookupResult(CacheLookup lookup, List<Degradation> degradations) {
    public LookupResult {
        degradations = List.copyOf(degradations);
    }
}
