package recurra.testing;

/** A component that several tests use at once, so none of them may take it away. */
record SharedComponent(Component component) implements Component {
    @Override
    public String host() {
        return component.host();
    }

    @Override
    public int port() {
        return component.port();
    }

    @Override
    public void stop() {
        throw notYours();
    }

    @Override
    public void start() {
        throw notYours();
    }

    @Override
    public void freeze() {
        throw notYours();
    }

    @Override
    public void thaw() {
        throw notYours();
    }

    @Override
    public void close() {
        throw notYours();
    }

    private static IllegalStateException notYours() {
        return new IllegalStateException(
                "Other tests use the shared component; take one of your own with fresh()");
    }
}
