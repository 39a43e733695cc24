package io.portcullis.enforcer.token;

/**
 * What the caller of a sender-constrained token must prove to hold (the {@code cnf} claim, RFC 7800 section 3.1). At
 * least one of the two is present.
 *
 * @param keyThumbprint the RFC 7638 SHA-256 thumbprint of a DPoP key ({@code jkt}, RFC 9449 section 6.1), or {@code
 *     null}
 * @param certificateThumbprint the SHA-256 of a client certificate ({@code x5t#S256}, RFC 8705 section 3.1), or
 *     {@code null}
 */
public record Confirmation(String keyThumbprint, String certificateThumbprint) {}
