/** What the repositories share. */
@NullMarked
package recurra.admin.sql;

import org.jspecify.annotations.NullMarked;
