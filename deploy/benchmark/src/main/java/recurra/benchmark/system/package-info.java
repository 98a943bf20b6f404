/** Recurra as it is deployed: every service, and what it needs, in a process of its own. */
@NullMarked
package recurra.benchmark.system;

import org.jspecify.annotations.NullMarked;
