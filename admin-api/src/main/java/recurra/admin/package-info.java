/**
 * The admin API: search, curation, rebuilds and accounting, across all tenants.
 *
 * <p>This package is the composition root. Requests run on virtual threads and block; nothing here
 * lies on the way of a chat request.
 */
@NullMarked
package recurra.admin;

import org.jspecify.annotations.NullMarked;
