package recurra.gateway.cachecontrol;

/** How a kept answer is streamed. */
public enum ReplayMode {
    /** Cut and paced like typing, the same way each time, and bounded in time. */
    NATURAL,
    /** The recorded chunks, with the gaps between them. */
    RECORDED,
    /** As fast as the client reads. */
    INSTANT
}
