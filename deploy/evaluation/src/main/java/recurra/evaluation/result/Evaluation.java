package recurra.evaluation.result;

import java.util.List;

/** Everything that a run found; its components are the members of the JSON report. */
public record Evaluation(
        Provenance provenance,
        List<SetResult> sets,
        List<PopulationResult> populations,
        List<SpellingResult> spelling,
        List<ScopeResult> scopes,
        List<GatewayResult> gateways) {
    public Evaluation {
        sets = List.copyOf(sets);
        populations = List.copyOf(populations);
        spelling = List.copyOf(spelling);
        scopes = List.copyOf(scopes);
        gateways = List.copyOf(gateways);
    }
}
