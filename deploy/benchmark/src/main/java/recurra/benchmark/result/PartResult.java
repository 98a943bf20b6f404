package recurra.benchmark.result;

import java.util.List;
import java.util.Optional;

/**
 * What one part of the benchmark brought.
 *
 * @param text what was done, for people
 * @param machine of the run that it comes from
 * @param notes what was left out and why, and the versions of what was compared
 * @param plots what is shown as a picture
 */
public record PartResult(
        String name,
        String title,
        String text,
        Machine machine,
        double seconds,
        List<String> notes,
        List<Plot> plots,
        List<Figure> figures) {
    public PartResult {
        notes = List.copyOf(notes);
        plots = List.copyOf(plots);
        figures = List.copyOf(figures);
    }

    /** A picture of a scenario's targets: a bar for one measure, a dot each for several. */
    public record Plot(String scenario, List<Measure> measures) {
        public Plot {
            measures = List.copyOf(measures);
        }
    }

    public Optional<Figure> figure(String scenario, String target, Measure measure) {
        return figures.stream()
                .filter(figure ->
                        figure.scenario().equals(scenario)
                                && figure.target().equals(target)
                                && figure.measure() == measure)
                .findFirst();
    }

    /** The scenarios in the order in which they came. */
    public List<String> scenarios() {
        return figures.stream().map(Figure::scenario).distinct().toList();
    }
}
