/**
 * Contracts between Recurra's services: topics, the codec of their events, and the versions of the
 * database.
 */
@NullMarked
package recurra.schemas;

import org.jspecify.annotations.NullMarked;
