/**
 * The standalone run: the four services, and what they need of Kafka, Redis and Postgres, in one
 * JVM.
 *
 * <p>Everything here is start and stop, on the thread that calls.
 */
@NullMarked
package recurra.standalone;

import org.jspecify.annotations.NullMarked;
