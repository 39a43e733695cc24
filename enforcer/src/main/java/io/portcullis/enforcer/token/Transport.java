package io.portcullis.enforcer.token;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Fetches the issuers' documents. Implementations follow no redirects and bound both time and size. */
public interface Transport extends AutoCloseable {

  /**
   * Fetches a document with GET, without blocking the caller.
   *
   * @return the body of a 200 answer; fails with an {@link java.io.IOException} whose message says, for a person, what
   *     went wrong
   */
  CompletableFuture<byte[]> get(URI address);

  @Override
  void close();
}
