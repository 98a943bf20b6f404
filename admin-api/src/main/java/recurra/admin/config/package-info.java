/** The admin API's configuration; nothing else reads properties. */
@NullMarked
package recurra.admin.config;

import org.jspecify.annotations.NullMarked;
