package io.portcullis.enforcer.subrequest;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The addresses that an operator trusts: single ones and networks ({@code 10.1.0.0/16}), of both kinds of IP. */
final class TrustedPeers {

  private static final String LITERAL = "[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";

  private record Network(byte[] address, int bits) {
    boolean holds(byte[] peer) {
      if (peer.length != address.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i & 7);
        if (((peer[i >> 3] ^ address[i >> 3]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks = new ArrayList<>();

  /**
   * Reads the list.
   *
   * @param setting the setting's name, for messages
   * @throws IllegalArgumentException when an entry is no address or network, or is everyone
   */
  TrustedPeers(String setting, List<String> entries) {
    for (String entry : entries) {
      networks.add(network(setting, entry.strip()));
    }
  }

  private static Network network(String setting, String entry) {
    int slash = entry.indexOf('/');
    String address = slash < 0 ? entry : entry.substring(0, slash);
    if (address.matches(LITERAL)) {
      try {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        int all = bytes.length * 8;
        int bits = slash < 0 ? all : Integer.parseInt(entry.substring(slash + 1));
        if (bits >= 1 && bits <= all) {
          return new Network(bytes, bits);
        }
      } catch (UnknownHostException | NumberFormatException e) {
        // Said below, as for every other entry that is not one.
      }
    }
    throw new IllegalArgumentException(setting + ": \"" + entry + "\" is not an address or network to trust; write the"
        + " addresses of the proxies, such as 10.1.2.3 or 10.1.2.0/24 (a network of everyone is refused).");
  }

  /** Whether a connection comes from one of them. */
  boolean hold(String address) {
    if (address == null || !address.matches(LITERAL)) {
      return false;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return networks.stream().anyMatch(network -> network.holds(bytes));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
