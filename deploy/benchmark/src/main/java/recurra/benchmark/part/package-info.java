/** The parts of the benchmark: each starts what it compares, measures it in rounds, and ends it. */
@NullMarked
package recurra.benchmark.part;

import org.jspecify.annotations.NullMarked;
