package recurra.evaluation.result;

/**
 * What a guard objected to.
 *
 * @param duplicates trials whose answer would have been right
 * @param different trials whose answer would have been wrong
 * @param duplicatesAlone those that no other guard objected to
 * @param differentAlone those that no other guard objected to
 */
public record ObjectionResult(
        String guard, long duplicates, long different, long duplicatesAlone, long differentAlone) {}
