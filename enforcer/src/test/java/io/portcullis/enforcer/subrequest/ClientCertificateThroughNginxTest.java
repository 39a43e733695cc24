package io.portcullis.enforcer.subrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.enforcer.fixture.Certificate;
import io.portcullis.enforcer.fixture.FakeKeycloak;
import io.portcullis.enforcer.fixture.GateInTest;
import io.portcullis.enforcer.fixture.NginxInFront;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificate-bound access tokens (RFC 8705) where they are used: over TLS, through nginx and its snippets. */
class ClientCertificateThroughNginxTest {

  @TempDir
  Path folder;
  private Certificate site;
  private Certificate owner;
  private Certificate other;
  private FakeKeycloak keycloak;
  private GateInTest gate;
  private NginxInFront nginx;
  private String token;

  @BeforeEach
  void start() throws Exception {
    site = Certificate.make(folder, "site");
    owner = Certificate.make(folder, "owner");
    other = Certificate.make(folder, "other");
    Path clients = folder.resolve("clients.pem");
    Files.writeString(clients, Files.readString(owner.write(folder.resolve("owner.crt"), folder.resolve("owner.key")))
        + Files.readString(other.write(folder.resolve("other.crt"), folder.resolve("other.key"))));
    site.write(folder.resolve("site.crt"), folder.resolve("site.key"));
    keycloak = new FakeKeycloak();
    gate = new GateInTest(keycloak);
    nginx = new NginxInFront(gate, Files.createDirectory(folder.resolve("nginx")), """
        ssl_certificate %1$s/site.crt;
        ssl_certificate_key %1$s/site.key;
        ssl_verify_client optional;
        ssl_client_certificate %1$s/clients.pem;""".formatted(folder), true);
    keycloak.extraClaims.put("cnf", Map.of("x5t#S256", owner.thumbprint()));
    token = keycloak.issue(keycloak.session("robot", "user"), null).access();
  }

  @AfterEach
  void stop() throws Exception {
    nginx.close();
    gate.close();
  }

  private HttpResponse<String> ask(Certificate client, String... headers) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("site", site.store().getCertificate("x"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(client == null ? null : client.keys().getKeyManagers(), trust.getTrustManagers(), null);
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + nginx.port() + "/articles/7"))
        .header("Accept", "application/json").header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build()
        .send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertEquals(401, answer.statusCode(), answer.body());
    assertTrue(answer.headers().firstValue("WWW-Authenticate").orElse("").contains("invalid_token"), answer.headers().toString());
  }

  @Test
  void theOwnerOfTheCertificateIsLetIn() throws Exception {
    assertEquals(200, ask(owner).statusCode(), nginx.log());
    assertEquals("robot", nginx.application.seen.get("x-auth-request-user"));
  }

  @Test
  void aStolenTokenIsOfNoUse() throws Exception {
    assertRefused(ask(null));
    assertRefused(ask(other));
  }

  @Test
  void noClientSpeaksForACertificateInAHeader() throws Exception {
    String certificate = URLEncoder.encode(Files.readString(folder.resolve("owner.crt")), StandardCharsets.US_ASCII)
        .replace("+", "%20");
    assertRefused(ask(null, "X-Portcullis-Client-Certificate", certificate));
    assertRefused(ask(other, "X-Portcullis-Client-Certificate", certificate));
    assertEquals(200, ask(owner, "X-Portcullis-Client-Certificate", "nonsense").statusCode());
    assertEquals("", nginx.application.seen.getOrDefault("x-portcullis-client-certificate", ""));
  }
}
