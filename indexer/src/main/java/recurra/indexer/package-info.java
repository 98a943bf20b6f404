/**
 * The indexer: follows the log and keeps what is derived from it up to date, entries, statistics
 * and the template index in Postgres and answers in Redis. Here its parts are put together.
 */
@NullMarked
package recurra.indexer;

import org.jspecify.annotations.NullMarked;
