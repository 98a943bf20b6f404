/** Entries: each tenant's newest answer to each request, with what the request was. */
@NullMarked
package recurra.store.entry;

import org.jspecify.annotations.NullMarked;
