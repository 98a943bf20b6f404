package recurra.gateway.cachecontrol;

/** How a kept answer is streamed. */
public enum ReplayMode {
    /** At a pace that feels natural; for the time being the same as {@link #INSTANT}. */
    NATURAL,
    /** With the gaps that it was recorded with. */
    RECORDED,
    /** As fast as the client reads. */
    INSTANT
}
