/** What single steps of the gateway cost, measured with JMH. */
@NullMarked
package recurra.benchmark.micro;

import org.jspecify.annotations.NullMarked;
