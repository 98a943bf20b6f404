package recurra.gateway.cachecontrol;

/** Which tiers may answer. */
public enum CacheMode {
    /** Only the same request. */
    EXACT,
    /** Only the template tier, which is for testing it. */
    TEMPLATE,
    /** The same request, the same words in another spelling, or a reworded question. */
    BOTH
}
