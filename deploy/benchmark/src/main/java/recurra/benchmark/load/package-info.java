/**
 * Puts load on a server of this machine and takes the times.
 *
 * <p>Latencies come from {@link recurra.benchmark.load.LoadGenerator}, at a constant rate and
 * counted from the time at which a request was due, so that a server that hangs is not spared the
 * requests that would have come meanwhile. Throughput comes from {@link
 * recurra.benchmark.load.Wrk}, which takes less of the processor than a client in Java would.
 */
@NullMarked
package recurra.benchmark.load;

import org.jspecify.annotations.NullMarked;
