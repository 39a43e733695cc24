package io.portcullis.enforcer.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import io.portcullis.enforcer.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the gate proves to Keycloak that it is its client: a secret (RFC 6749 section 2.3.1) or a signed assertion
 * ({@code private_key_jwt}, RFC 7523). The key that seals the state of logins is derived from the same credential, so
 * that all enforcers of a gate share it without another setting.
 */
public final class ClientCredentials {

  private static final String STANDS_FOR_A_SECRET = "generate";

  private final ClientID clientId;
  private final Secret secret;
  private final ClientKey key;

  private ClientCredentials(ClientID clientId, Secret secret, ClientKey key) {
    this.clientId = clientId;
    this.secret = secret;
    this.key = key;
  }

  /**
   * Reads the credential that the settings name.
   *
   * @throws IllegalArgumentException when none is set, or it cannot be read; the message names the setting
   */
  public static ClientCredentials of(Settings settings) {
    ClientID id = new ClientID(settings.clientId());
    if (settings.clientKeyFile().isPresent()) {
      return new ClientCredentials(id, null, readKey(settings.clientKeyFile().get()));
    }
    if (settings.clientSecretFile().isPresent()) {
      Path file = settings.clientSecretFile().get();
      String line = read("PORTCULLIS_CLIENT_SECRET_FILE", file).lines().findFirst().orElse("").strip();
      if (line.isEmpty()) {
        throw new IllegalArgumentException("PORTCULLIS_CLIENT_SECRET_FILE: the first line of " + file + " is empty;"
            + " put the client's secret there (Keycloak: Clients > " + id + " > Credentials).");
      }
      return new ClientCredentials(id, stated("PORTCULLIS_CLIENT_SECRET_FILE", line), null);
    }
    String secret = settings.clientSecret().map(String::strip).orElse("");
    if (secret.isEmpty()) {
      throw new IllegalArgumentException("No client credential: set PORTCULLIS_CLIENT_SECRET,"
          + " PORTCULLIS_CLIENT_SECRET_FILE or PORTCULLIS_CLIENT_KEY_FILE"
          + " (Keycloak: Clients > " + id + " > Credentials).");
    }
    return new ClientCredentials(id, stated("PORTCULLIS_CLIENT_SECRET", secret), null);
  }

  /** A word that everybody can read in {@code .env.example} is no secret, and a Keycloak that took it is open. */
  private static Secret stated(String setting, String value) {
    if (value.equalsIgnoreCase(STANDS_FOR_A_SECRET)) {
      throw new IllegalArgumentException(setting + " is the word \"" + STANDS_FOR_A_SECRET + "\", by which .env asks the"
          + " containers to make a secret; it is none itself. Put the client's secret there, or run"
          + " `./portcullis secrets`.");
    }
    return new Secret(value);
  }

  private static ClientKey readKey(Path file) {
    String text = read("PORTCULLIS_CLIENT_KEY_FILE", file);
    try {
      return ClientKey.read(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("PORTCULLIS_CLIENT_KEY_FILE: " + file
          + " holds no private RSA or EC key as PEM (PKCS #8) or JWK; `portcullis key generate` makes one.");
    }
  }

  private static String read(String setting, Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(setting + ": cannot read " + file + " ("
          + e.getClass().getSimpleName() + "); check the path and its permissions.");
    }
  }

  ClientID clientId() {
    return clientId;
  }

  /**
   * The authentication for one request.
   *
   * @param audience whom the assertion is for: the issuer identifier
   * @throws JOSEException when the assertion cannot be signed
   */
  ClientAuthentication authentication(URI audience) throws JOSEException {
    if (secret != null) {
      return new ClientSecretBasic(clientId, secret);
    }
    return new PrivateKeyJWT(clientId, audience, key.algorithm(), key.key(), key.id(), null);
  }

  /**
   * A 256-bit key for one purpose, derived from the credential (HKDF-Expand of one block, RFC 5869 section 2.3).
   *
   * @param purpose what the key is for; different purposes give independent keys
   */
  byte[] derivedKey(String purpose) {
    try {
      byte[] material = secret != null ? secret.getValueBytes() : key.key().getEncoded();
      byte[] extracted = hmac("portcullis".getBytes(StandardCharsets.UTF_8), material);
      byte[] info = purpose.getBytes(StandardCharsets.UTF_8);
      byte[] block = Arrays.copyOf(info, info.length + 1);
      block[info.length] = 1;
      return hmac(extracted, block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  @Override
  public String toString() {
    return "ClientCredentials[" + clientId + ", " + (secret != null ? "secret" : "private_key_jwt") + ']';
  }
}
