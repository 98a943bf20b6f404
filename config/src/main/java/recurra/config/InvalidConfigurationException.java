package recurra.config;

import org.jspecify.annotations.Nullable;

/** The configuration is not one that the service can run with. Stops the start. */
public final class InvalidConfigurationException extends RuntimeException {
    private final String action;

    /**
     * @param problem what is wrong
     * @param action what to change
     */
    public InvalidConfigurationException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    public InvalidConfigurationException(String problem, String action, @Nullable Throwable cause) {
        super(problem, cause);
        this.action = action;
    }

    /** What to change. */
    public String action() {
        return action;
    }
}
