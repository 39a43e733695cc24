package io.portcullis.enforcer.token;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Fetches an issuer's discovery document and key set, and reads them. */
final class IssuerDocuments {

  private static final StrictJson JSON = new StrictJson(1024 * 1024);

  private final Issuer issuer;
  private final Transport transport;

  IssuerDocuments(Issuer issuer, Transport transport) {
    this.issuer = issuer;
    this.transport = transport;
  }

  /** Fails with an {@link IOException} whose message is for a person. */
  CompletableFuture<IssuerEndpoints> endpoints() {
    return get(issuer.discoveryUrl()).thenApply(body -> {
      try {
        return IssuerEndpoints.of(JSON.object(body), issuer);
      } catch (Refused e) {
        throw new CompletionException(new IOException(issuer.discoveryUrl() + " did not answer with a JSON object"));
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    });
  }

  /**
   * Fails as {@link #endpoints}.
   *
   * @param previous the keys known until now, or {@code null}
   */
  CompletableFuture<KeySet> keys(IssuerEndpoints endpoints, KeySet previous) {
    return get(endpoints.jwks()).thenApply(body -> {
      try {
        return KeySet.of(JSON.object(body), previous);
      } catch (Refused e) {
        throw new CompletionException(new IOException(endpoints.jwks() + " did not answer with a key set"));
      }
    });
  }

  /** What went wrong, in words for a person. */
  static String inWords(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    return cause instanceof IOException ? cause.getMessage() : "The keys cannot be fetched: " + cause;
  }

  private CompletableFuture<byte[]> get(URI address) {
    try {
      return transport.get(address);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(new IOException(address + " cannot be fetched: " + e.getMessage(), e));
    }
  }
}
