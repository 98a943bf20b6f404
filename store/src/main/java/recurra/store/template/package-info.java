/**
 * The template index: which entries of a scope have questions near a new one. It nominates; it
 * never decides.
 */
@NullMarked
package recurra.store.template;

import org.jspecify.annotations.NullMarked;
