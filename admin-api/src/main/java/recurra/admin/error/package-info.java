/** What can go wrong in the admin API, and what a client is told of it (RFC 9457). */
@NullMarked
package recurra.admin.error;

import org.jspecify.annotations.NullMarked;
