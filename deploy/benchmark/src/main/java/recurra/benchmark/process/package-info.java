/**
 * Processes of this machine that a run starts, watches and ends.
 *
 * <p>Whatever was started is ended by its id when the run ends, after Ctrl-C too.
 */
@NullMarked
package recurra.benchmark.process;

import org.jspecify.annotations.NullMarked;
