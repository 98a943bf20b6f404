package recurra.gateway.cost;

import java.math.BigDecimal;

/** Amounts of money in billionths of a US dollar. */
public final class Cost {
    private static final int NANO_DIGITS = 9;

    private Cost() {}

    /** The amount in dollars, as plain decimal digits without needless zeros. */
    public static String usd(long nanoUsd) {
        BigDecimal dollars = BigDecimal.valueOf(nanoUsd, NANO_DIGITS).stripTrailingZeros();
        return dollars.toPlainString();
    }
}
