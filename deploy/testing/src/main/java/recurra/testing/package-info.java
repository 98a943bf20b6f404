/**
 * Real Kafka, Redis and Postgres with pgvector for integration tests.
 *
 * <p>Where a Docker engine answers they are containers, elsewhere the embedded servers, with the
 * Postgres that is installed on the machine. Nothing is ever skipped: what is missing fails with
 * the command that brings it. {@code shared()} is started once per Java process, at its first use;
 * {@code fresh()} belongs to the test that asked for it, which may stop, start and freeze it.
 * Everything ends with the process at the latest.
 *
 * <p>The classes may be used from any thread.
 */
@NullMarked
package recurra.testing;

import org.jspecify.annotations.NullMarked;
