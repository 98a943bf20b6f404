package recurra.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The address that a service listens on. */
public final class Binding {
    private Binding() {}

    /**
     * Refuses an address that other machines can reach, for a service that lets everybody in.
     *
     * @param address what {@code server.address} says; null for all addresses of the machine
     * @param action what to configure so that the service can listen to other machines
     * @throws InvalidConfigurationException unless the address is this machine's own
     */
    public static void requireLoopback(@Nullable InetAddress address, String action) {
        if (address == null || !address.isLoopbackAddress()) {
            throw new InvalidConfigurationException(
                    "server.address is "
                            + (address == null
                                    ? "not set (all addresses)"
                                    : "'" + address.getHostAddress() + "'")
                            + ", which other machines can reach, and nobody would have to"
                            + " authenticate.",
                    "Set server.address to 127.0.0.1, or " + action);
        }
    }

    /** The address of the name. */
    public static @Nullable InetAddress parse(@Nullable String address) {
        if (address == null || address.isBlank()) {
            return null;
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new InvalidConfigurationException(
                    "server.address '" + address + "' is not an address of this machine.",
                    "Set server.address to an address such as 127.0.0.1.",
                    e);
        }
    }
}
