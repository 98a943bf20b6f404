/**
 * What is tried: a question asked of a cache that holds another. Made from labelled data, in an
 * order and by choices that follow from the seed alone.
 */
@NullMarked
package recurra.evaluation.trial;

import org.jspecify.annotations.NullMarked;
