/** Carries out the trials. Uses two threads; the results do not depend on who was first. */
@NullMarked
package recurra.evaluation.run;

import org.jspecify.annotations.NullMarked;
