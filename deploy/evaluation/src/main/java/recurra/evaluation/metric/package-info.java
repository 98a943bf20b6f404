/** Rates and their bounds. Pure functions; what is drawn at random follows from a seed. */
@NullMarked
package recurra.evaluation.metric;

import org.jspecify.annotations.NullMarked;
