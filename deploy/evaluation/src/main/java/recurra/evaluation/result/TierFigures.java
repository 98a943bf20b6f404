package recurra.evaluation.result;

import org.jspecify.annotations.Nullable;

/** What one tier served. */
public record TierFigures(long right, long wrong) {
    public TierFigures plus(boolean isRight) {
        return new TierFigures(right + (isRight ? 1 : 0), wrong + (isRight ? 0 : 1));
    }

    /** The share of the tier's hits that are right; null without any. */
    public @Nullable Double precision() {
        return right + wrong == 0 ? null : (double) right / (right + wrong);
    }
}
