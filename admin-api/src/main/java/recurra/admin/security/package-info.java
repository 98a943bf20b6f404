/** Who may use the admin API. Fails closed. */
@NullMarked
package recurra.admin.security;

import org.jspecify.annotations.NullMarked;
