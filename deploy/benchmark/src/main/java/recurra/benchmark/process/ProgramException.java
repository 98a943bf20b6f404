package recurra.benchmark.process;

/** A program of this machine did not do what it was started for; the message is for people. */
public class ProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProgramException(String message) {
        super(message);
    }

    public ProgramException(String message, Throwable cause) {
        super(message, cause);
    }
}
