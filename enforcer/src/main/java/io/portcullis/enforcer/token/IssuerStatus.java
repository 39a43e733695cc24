package io.portcullis.enforcer.token;

import java.net.URI;
import java.time.Instant;

/**
 * How it stands with an issuer's keys, for health and metrics.
 *
 * @param issuer the issuer
 * @param ready whether tokens of this issuer can be verified now
 * @param since since when {@code ready} is what it is
 * @param keys how many signing keys are at hand
 * @param lastFetched when keys were last fetched without fault, or {@code null} when never
 * @param problem what is wrong, for a person, or {@code null}; there may be a problem while still ready
 */
public record IssuerStatus(
    URI issuer, boolean ready, Instant since, int keys, Instant lastFetched, String problem) {}
