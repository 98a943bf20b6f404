/** The template index on Postgres with pgvector, 0.8 or newer. */
@NullMarked
package recurra.store.template.pgvector;

import org.jspecify.annotations.NullMarked;
