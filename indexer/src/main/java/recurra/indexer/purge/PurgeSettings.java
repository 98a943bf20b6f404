package recurra.indexer.purge;

import java.time.Duration;

/**
 * What is over when.
 *
 * @param interval between two rounds
 * @param entriesPerRound the most expired entries that one round removes
 * @param servedRequests how long requests served are kept
 * @param processedEvents how long it is known which events were applied
 */
public record PurgeSettings(
        Duration interval,
        int entriesPerRound,
        Duration servedRequests,
        Duration processedEvents) {}
