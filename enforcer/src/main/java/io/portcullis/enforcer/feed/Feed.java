package io.portcullis.enforcer.feed;

import java.time.Duration;
import java.util.Map;

/** Keycloak's end of the change feed. */
interface Feed {

  /**
   * Asks for changes, and waits a little when there are none.
   *
   * @param positions how far each node was read
   * @param since for a node that was not read yet, or has forgotten the position: epoch milliseconds; 0 for all it has
   * @param wait how long the other end may wait for a change, in whole seconds
   */
  FeedPage poll(Map<String, Long> positions, long since, Duration wait)
      throws FeedUnavailableException, InterruptedException;
}
