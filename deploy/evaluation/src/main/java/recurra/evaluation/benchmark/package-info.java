/** What matching costs, measured with JMH. */
@NullMarked
package recurra.evaluation.benchmark;

import org.jspecify.annotations.NullMarked;
