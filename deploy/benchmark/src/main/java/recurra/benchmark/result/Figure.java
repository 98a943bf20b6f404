package recurra.benchmark.result;

import java.util.List;

/**
 * One thing that was measured of one target, in each round.
 *
 * @param scenario what was done; figures of one scenario stand in one table
 * @param target with what it was done
 * @param rounds the values by round
 */
public record Figure(String scenario, String target, Measure measure, List<Double> rounds) {
    public Figure {
        rounds = List.copyOf(rounds);
    }

    public Spread spread() {
        return Spread.of(rounds);
    }
}
