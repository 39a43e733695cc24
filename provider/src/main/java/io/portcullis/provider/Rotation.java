package io.portcullis.provider;

import java.time.Instant;
import java.util.Optional;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.RefreshToken;

/**
 * One exchange of a refresh token for the next pair, in just enough detail to issue the same pair again. It holds
 * identifiers and times, nothing that lets anybody make a token.
 *
 * @param spent          id of the refresh token that was exchanged
 * @param refreshToken   id of its successor
 * @param refreshIssued  the successor's {@code iat}, epoch seconds
 * @param refreshExpires the successor's {@code exp}, epoch seconds; 0 for an offline token without one
 * @param accessToken    id of the access token issued with the successor
 * @param accessIssued   that access token's {@code iat}, epoch seconds
 * @param accessExpires  that access token's {@code exp}, epoch seconds
 * @param at             when the exchange happened
 */
record Rotation(String spent, String refreshToken, long refreshIssued, long refreshExpires, String accessToken,
        long accessIssued, long accessExpires, Instant at) {

    static Rotation of(String spent, RefreshToken refreshToken, AccessToken accessToken, Instant at) {
        return new Rotation(spent, refreshToken.getId(), refreshToken.getIat(), orZero(refreshToken.getExp()),
                accessToken.getId(), accessToken.getIat(), orZero(accessToken.getExp()), at);
    }

    private static long orZero(Long time) {
        return time == null ? 0 : time;
    }

    /** Gives freshly made tokens the identity of those that the first exchange issued. */
    void reissue(AccessToken access, RefreshToken refresh) {
        access.id(accessToken).iat(accessIssued).exp(accessExpires);
        refresh.id(refreshToken).iat(refreshIssued).exp(refreshExpires == 0 ? null : refreshExpires);
    }

    String encode() {
        return String.join(" ", refreshToken, Long.toString(refreshIssued), Long.toString(refreshExpires), accessToken,
                Long.toString(accessIssued), Long.toString(accessExpires), Long.toString(at.toEpochMilli()));
    }

    /** Empty for what this version did not write: the exchange then counts as unknown, and Keycloak decides. */
    static Optional<Rotation> decode(String spent, String encoded) {
        String[] parts = encoded.split(" ");
        if (parts.length != 7) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Rotation(spent, parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]),
                    parts[3], Long.parseLong(parts[4]), Long.parseLong(parts[5]),
                    Instant.ofEpochMilli(Long.parseLong(parts[6]))));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }
}
