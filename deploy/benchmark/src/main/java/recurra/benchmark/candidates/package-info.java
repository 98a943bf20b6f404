/** Where candidates come from: what finds them, how fast, and how many of them. */
@NullMarked
package recurra.benchmark.candidates;

import org.jspecify.annotations.NullMarked;
