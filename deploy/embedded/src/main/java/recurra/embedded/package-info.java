/**
 * A real Kafka broker, Redis and Postgres, started from Maven artifacts: no container engine, no
 * installation, no root.
 *
 * <p>Each server keeps its data in a folder of its own, listens on the loopback interface only, and
 * can be started again on the same folder and port. A folder belongs to one server at a time; a
 * server that a killed process left behind is ended before its folder is used again. Whoever may
 * use the folder may use the server: Redis and Postgres ask for a password that is kept there. The
 * broker asks for none.
 *
 * <p>The classes may be used from any thread; starting and closing block until the server has
 * followed.
 */
@NullMarked
package recurra.embedded;

import org.jspecify.annotations.NullMarked;
