package io.portcullis.policy;

import java.util.List;

/**
 * One location under one key, as the file states it.
 *
 * @param key the policy key it stands under: a role, {@code @public} or {@code @authenticated}
 * @param location the location
 * @param except locations taken out of this one; those of the key itself are not repeated here
 * @param acr the least authentication context the caller must have (RFC 9470), or {@code null}
 * @param maxAge the greatest age of the caller's authentication in seconds (RFC 9470), or {@code -1}
 * @param encodedSlashes whether the location may match a target with {@code %2F} in it
 * @param line the line of the file it is on, from 1
 * @param column the column it begins at, from 1
 */
public record Rule(
    String key,
    Location location,
    List<Location> except,
    String acr,
    long maxAge,
    boolean encodedSlashes,
    int line,
    int column) {

  /** Whether the caller must have authenticated strongly or recently enough, beyond having the role. */
  public boolean asksForStepUp() {
    return acr != null || maxAge >= 0;
  }
}
