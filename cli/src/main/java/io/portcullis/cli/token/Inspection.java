package io.portcullis.cli.token;

import io.portcullis.cli.admin.DurationConverter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the claims of a token say, against what the gate asks of an access token (RFC 9068, RFC 8725). */
final class Inspection {

    /** How far the gate lets clocks differ. */
    private static final long SKEW_SECONDS = 5;
    private static final Set<String> HEADER_TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    private final String issuer;
    private final String audience;
    private final Clock clock;

    Inspection(String issuer, String audience, Clock clock) {
        this.issuer = issuer;
        this.audience = audience;
        this.clock = clock;
    }

    List<Finding> of(ReadToken token) {
        List<Finding> findings = new ArrayList<>();
        findings.add(kind(token));
        findings.add(token.text("iss").equals(issuer)
                ? Finding.good("issuer", issuer)
                : Finding.refused("issuer", quoted(token.text("iss")) + ", and the realm is " + issuer));
        if (!token.isRefreshToken()) {
            findings.add(token.audience().contains(audience)
                    ? Finding.good("audience", String.join(", ", token.audience()))
                    : Finding.refused("audience", (token.audience().isEmpty() ? "none" : String.join(", ", token.audience()))
                            + ", and the gate is \"" + audience + "\": the client needs the client scope portcullis, or a"
                            + " mapper for that audience"));
        }
        findings.addAll(times(token));
        findings.add(linkage(token));
        if (token.isAccessToken()) {
            findings.add(token.claims().has("roles")
                    ? Finding.good("roles", token.roles().isEmpty() ? "none" : String.join(", ", token.roles()))
                    : Finding.note("roles", "there is no roles claim, so that no role counts: the client needs the client"
                            + " scope portcullis, or a portcullis-roles-mapper"));
        }
        return findings;
    }

    private static Finding kind(ReadToken token) {
        String inHeader = token.header().path("typ").asText("");
        if (!inHeader.isEmpty() && !HEADER_TYPES.contains(inHeader.toLowerCase(Locale.ROOT))) {
            return Finding.refused("kind", "the header says " + quoted(inHeader) + ": not an access token");
        }
        if (token.isAccessToken()) {
            return token.type().equals("DPoP") || token.claims().has("cnf")
                    ? Finding.good("kind", "access token, bound to a key: the gate wants a proof with each request")
                    : Finding.good("kind", "access token");
        }
        return Finding.refused("kind", switch (token.type()) {
            case "ID" -> "an ID token; the gate takes access tokens only";
            case "Refresh" -> "a refresh token; the gate takes access tokens, and this one in its cookie only";
            case "Offline" -> "an offline token; the gate takes access tokens only";
            case "Logout" -> "a logout token; the gate takes access tokens only";
            default -> "of the type " + quoted(token.type()) + "; the gate takes access tokens only";
        });
    }

    private List<Finding> times(ReadToken token) {
        List<Finding> findings = new ArrayList<>();
        Instant now = clock.instant();
        long issued = token.time("iat");
        if (issued == 0) {
            findings.add(Finding.refused("issued", "the token does not say when"));
        } else {
            findings.add(issued > now.getEpochSecond() + SKEW_SECONDS
                    ? Finding.refused("issued", words(issued, now) + ": a clock is wrong here or at Keycloak")
                    : Finding.good("issued", words(issued, now)));
        }
        if (token.time("nbf") > now.getEpochSecond() + SKEW_SECONDS) {
            findings.add(Finding.refused("not before", words(token.time("nbf"), now)));
        }
        long expires = token.time("exp");
        if (expires == 0) {
            findings.add(token.isRefreshToken()
                    ? Finding.good("expires", "with its session")
                    : Finding.refused("expires", "the token does not say when"));
        } else {
            findings.add(expires <= now.getEpochSecond()
                    ? Finding.refused("expires", "it expired " + words(expires, now))
                    : Finding.good("expires", words(expires, now)));
        }
        return findings;
    }

    private static Finding linkage(ReadToken token) {
        if (token.isRefreshToken()) {
            return token.text("access_token_jti").isEmpty() || token.time("access_token_iat") == 0
                    ? Finding.refused("linkage", "the refresh token names no access token: the provider"
                            + " portcullis-refresh-link is not at work in this Keycloak")
                    : Finding.good("linkage", "issued with the access token " + token.text("access_token_jti"));
        }
        return token.text("jti").isEmpty()
                ? Finding.refused("linkage", "the token has no id (jti), so that nothing can be linked to it")
                : Finding.good("linkage", "id " + token.text("jti")
                        + (token.text("sid").isEmpty() ? ", without a session" : ", session " + token.text("sid")));
    }

    /** Whether a refresh token and an access token were issued together. */
    static Finding pair(ReadToken token, ReadToken other) {
        ReadToken refresh = token.isRefreshToken() ? token : other;
        ReadToken access = token.isRefreshToken() ? other : token;
        if (!refresh.isRefreshToken() || !access.isAccessToken()) {
            return Finding.unknown("pair", "an access token and a refresh token are needed to compare");
        }
        return refresh.text("access_token_jti").equals(access.text("jti")) && !access.text("jti").isEmpty()
                ? Finding.good("pair", "the two tokens were issued together")
                : Finding.refused("pair", "the two tokens were not issued together: as cookies the gate refuses both");
    }

    static String words(long epochSeconds, Instant now) {
        Instant time = Instant.ofEpochSecond(epochSeconds);
        String distance = DurationConverter.words(Duration.between(now, time));
        return (time.isAfter(now) ? "in " + distance : distance + " ago") + " (" + time + ")";
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
