package recurra.evaluation.method;

import java.util.List;
import java.util.Optional;

/** A way to decide whether one of some entries answers a question. */
public interface Method {
    /** An entry that is served. */
    record Hit(Weighed entry, Tier tier) {}

    /** The method's name in reports; stable. */
    String name();

    /**
     * The entry that is served.
     *
     * @param nearest the entries in the question's scope that come nearest by vector
     */
    Optional<Hit> decide(List<Weighed> nearest);
}
