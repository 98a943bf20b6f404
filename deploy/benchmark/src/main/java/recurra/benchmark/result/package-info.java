/** What a run brings: figures, one value for each round, and what they were taken with. */
@NullMarked
package recurra.benchmark.result;

import org.jspecify.annotations.NullMarked;
