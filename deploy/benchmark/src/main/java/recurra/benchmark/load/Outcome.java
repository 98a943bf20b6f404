package recurra.benchmark.load;

import org.HdrHistogram.Histogram;

/**
 * What a load did: times in nanoseconds, of the requests that had a valid reply.
 *
 * @param firstByte from the time at which a request was due to the first byte of the reply's body
 * @param lastByte from then to the last byte
 * @param late how much later than due a request was sent, because every connection was busy or the
 *     machine did not run the client in time
 * @param failed requests without a reply, or with one that was not valid
 * @param seconds from the first request to the last reply
 */
public record Outcome(
        Histogram firstByte, Histogram lastByte, Histogram late, long failed, double seconds) {
    private static final double MILLI = 1e6;

    public double perSecond() {
        return lastByte.getTotalCount() / seconds;
    }

    /** The quantile of a histogram in milliseconds, as 0.99 for p99. */
    public static double millis(Histogram histogram, double quantile) {
        return histogram.getValueAtPercentile(quantile * 100) / MILLI;
    }
}
