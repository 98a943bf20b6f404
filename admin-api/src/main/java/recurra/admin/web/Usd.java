package recurra.admin.web;

import java.math.BigDecimal;

/** Amounts of money as clients see them. */
public final class Usd {
    private Usd() {}

    /** Billionths of a US dollar as dollars, exactly. */
    public static BigDecimal ofNano(long nano) {
        return BigDecimal.valueOf(nano, 9);
    }
}
