package recurra.gateway.cachecontrol;

/** Whose answers may answer a reworded question. */
public enum ModelCompat {
    /** Those of the model that was asked for. */
    STRICT,
    /** Those of any snapshot of it. */
    FAMILY,
    /** Those of any model. */
    ANY
}
