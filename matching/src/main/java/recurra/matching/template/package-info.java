/**
 * Decides whether a cached question may answer a new one in other words. Candidates are nominated
 * by vectors or SimHash; guards veto; the score of what is left must reach a threshold. Every doubt
 * is a miss. Pure functions over immutable data, safe for threads; equal input, equal decision.
 */
@NullMarked
package recurra.matching.template;

import org.jspecify.annotations.NullMarked;
