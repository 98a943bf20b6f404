/**
 * Entries on Postgres. Services write them as their login user; the request path reads them as the
 * tenant, under row-level security.
 */
@NullMarked
package recurra.store.entry.postgres;

import org.jspecify.annotations.NullMarked;
