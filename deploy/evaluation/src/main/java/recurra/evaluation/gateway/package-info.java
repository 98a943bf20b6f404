/** The same trials as requests to a running gateway. */
@NullMarked
package recurra.evaluation.gateway;

import org.jspecify.annotations.NullMarked;
