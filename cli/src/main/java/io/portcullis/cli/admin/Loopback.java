package io.portcullis.cli.admin;

import java.net.URI;

/** Addresses that never leave the machine. */
public final class Loopback {

    private Loopback() {}

    /**
     * Whether an address is on this machine, by its name alone (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3).
     *
     * @param url any address
     * @return whether its host is {@code localhost}, ends in {@code .localhost}, or is a loopback address
     */
    public static boolean is(URI url) {
        String host = url.getHost();
        return host != null
                && (host.equalsIgnoreCase("localhost")
                        || host.toLowerCase(java.util.Locale.ROOT).endsWith(".localhost")
                        || host.matches("127(\\.\\d{1,3}){3}")
                        || host.equals("[::1]"));
    }
}
