/**
 * The template index in a folder, with Lucene: for one machine. One process writes; any number of
 * others on the machine read what it has flushed.
 */
@NullMarked
package recurra.store.template.lucene;

import org.jspecify.annotations.NullMarked;
