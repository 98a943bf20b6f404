/** What was asked, what was answered from where, and what that cost and saved. */
@NullMarked
package recurra.admin.statistics;

import org.jspecify.annotations.NullMarked;
