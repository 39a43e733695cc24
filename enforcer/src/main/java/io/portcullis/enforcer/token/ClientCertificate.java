package io.portcullis.enforcer.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The client certificate of a connection, as nginx hands it on. Whether it is valid is nginx's business, which asked
 * for it; here it is only compared.
 */
final class ClientCertificate {

  private static final int MAX_LENGTH = 32 * 1024;
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  private ClientCertificate() {}

  /** Whether the SHA-256 of the certificate is this thumbprint (RFC 8705 section 3.1). */
  static boolean matches(String escapedPem, String thumbprint) {
    if (escapedPem == null || escapedPem.length() > MAX_LENGTH) {
      return false;
    }
    try {
      String pem = unescape(escapedPem).strip();
      if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
        return false;
      }
      byte[] der = Base64.getDecoder().decode(
          pem.substring(BEGIN.length(), pem.length() - END.length()).replaceAll("\\s", ""));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
      return MessageDigest.isEqual(
          Base64.getUrlEncoder().withoutPadding().encode(digest), thumbprint.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException | NoSuchAlgorithmException e) {
      return false;
    }
  }

  /** Percent-decoding as nginx encodes: a plus sign is a plus sign. */
  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        if (i + 2 >= text.length()) {
          throw new IllegalArgumentException("A percent sign at the end");
        }
        c = (char) Integer.parseInt(text.substring(i + 1, i + 3), 16);
        i += 2;
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
