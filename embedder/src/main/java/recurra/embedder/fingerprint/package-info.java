/**
 * Fingerprints: what similarity needs to know of each answered question, computed from the
 * interactions and published beside them.
 *
 * <p>Each partition is read in order by one thread. An offset is committed after everything that
 * follows from it is published, so a crash repeats work and loses none; a repeated fingerprint has
 * the id of the first.
 */
@NullMarked
package recurra.embedder.fingerprint;

import org.jspecify.annotations.NullMarked;
