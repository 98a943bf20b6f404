/**
 * What the stores on Postgres share: reading as one tenant within a deadline, and what the database
 * offers.
 */
@NullMarked
package recurra.store.postgres;

import org.jspecify.annotations.NullMarked;
