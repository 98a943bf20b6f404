/** The page of results and its pictures, made from the results alone. */
@NullMarked
package recurra.benchmark.report;

import org.jspecify.annotations.NullMarked;
