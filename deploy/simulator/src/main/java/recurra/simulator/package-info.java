/**
 * An OpenAI-compatible provider for tests and trials: it streams, fails on request, counts its
 * calls and plays recorded traffic.
 *
 * <p>Every request runs on a virtual thread of its own and blocks there. What the requests share
 * ({@code CallLog}, {@code ArmedBehaviors}) is guarded by its own lock; everything else is
 * immutable.
 */
@NullMarked
package recurra.simulator;

import org.jspecify.annotations.NullMarked;
