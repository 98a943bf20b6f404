/** What was served, from where, and what it cost and saved: the ground of statistics. */
@NullMarked
package recurra.store.accounting;

import org.jspecify.annotations.NullMarked;
