/** What a run found: immutable records, whose components are the members of the JSON report. */
@NullMarked
package recurra.evaluation.result;

import org.jspecify.annotations.NullMarked;
