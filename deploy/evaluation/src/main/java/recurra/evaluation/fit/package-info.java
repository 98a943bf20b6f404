/** Hands the signals of labelled data to the fit of the score. */
@NullMarked
package recurra.evaluation.fit;

import org.jspecify.annotations.NullMarked;
