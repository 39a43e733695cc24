package io.portcullis.enforcer.token;

import java.net.URI;

/** Told what happens, for metrics and logs. Called on any thread, also hot ones: must not block and must not throw. */
public interface TokenEvents {

  /** Ignores everything. */
  TokenEvents NONE = new TokenEvents() {};

  /** A verification was answered from the cache. */
  default void cacheHit() {}

  /** A verification was done in full. */
  default void cacheMiss() {}

  /** A token was refused. */
  default void rejected(Rejection reason) {}

  /** Keys were fetched; {@code changed} when a key came or went. */
  default void keysFetched(URI issuer, boolean changed) {}

  /** Keys could not be fetched; the problem is for a person. */
  default void keysFailed(URI issuer, String problem) {}
}
