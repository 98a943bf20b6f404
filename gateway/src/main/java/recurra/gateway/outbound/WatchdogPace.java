package recurra.gateway.outbound;

import java.util.concurrent.TimeUnit;
import okio.AsyncTimeout;

/**
 * Wakes Okio's watchdog once a second.
 *
 * <p>The watchdog ends what takes longer than it may. It sleeps until the next timeout, and who
 * comes with an earlier one has to wake it: with few calls at a time that is nearly every read and
 * write. While it wakes by itself once a second, only timeouts of less than that wake it.
 */
final class WatchdogPace extends AsyncTimeout {
    private static final WatchdogPace ONE = new WatchdogPace();

    private WatchdogPace() {
        timeout(1, TimeUnit.SECONDS);
        enter();
    }

    /** Begins, where it has not yet. */
    static void keep() {
        // To make it is all.
        var _ = ONE;
    }

    @Override
    protected void timedOut() {
        exit();
        enter();
    }
}
