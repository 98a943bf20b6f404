/**
 * The instrument: measures on labelled data how many duplicates the cache finds and how many
 * questions it answers with another question's answer. Runs alone, without any service; one run at
 * a time in a process.
 */
@NullMarked
package recurra.evaluation;

import org.jspecify.annotations.NullMarked;
