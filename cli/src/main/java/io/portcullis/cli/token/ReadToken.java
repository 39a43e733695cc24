package io.portcullis.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSObject;
import io.portcullis.cli.admin.CommandFailure;
import java.io.IOException;
import java.text.ParseException;
import java.util.Set;
import java.util.TreeSet;

/**
 * A signed token taken apart, and not verified. Its text is kept only to ask Keycloak about it; it is never shown.
 *
 * @param compact the token's text
 * @param jws the same, parsed
 * @param header the header
 * @param claims the payload
 */
record ReadToken(String compact, JWSObject jws, ObjectNode header, ObjectNode claims) {

    /** Takes a token apart (RFC 7515 section 7.1). */
    static ReadToken parse(String compact) {
        int segments = compact.split("\\.", -1).length;
        if (segments == 5) {
            throw CommandFailure.invalid("this is an encrypted token (JWE), which the gate refuses and nobody but its"
                    + " receiver can read");
        }
        try {
            JWSObject jws = JWSObject.parse(compact);
            JsonNode header = new ObjectMapper().readTree(jws.getHeader().getParsedBase64URL().decodeToString());
            JsonNode claims = new ObjectMapper().readTree(jws.getPayload().toBytes());
            if (header instanceof ObjectNode head && claims instanceof ObjectNode body) {
                return new ReadToken(compact, jws, head, body);
            }
        } catch (ParseException | IOException e) {
            // said below; the parser's own words could show parts of the token
        }
        throw CommandFailure.invalid("this is not a signed token (JWT) but " + compact.length() + " characters of"
                + " something else" + (segments == 3 ? ", or one that nobody signed or that is cut off" : ""));
    }

    String text(String claim) {
        return claims.path(claim).asText("");
    }

    /** A time in seconds since 1970, or 0. */
    long time(String claim) {
        return claims.path(claim).asLong(0);
    }

    /** What Keycloak says the token is for: {@code Bearer}, {@code DPoP}, {@code ID}, {@code Refresh}, … */
    String type() {
        return text("typ");
    }

    boolean isAccessToken() {
        return type().equals("Bearer") || type().equals("DPoP");
    }

    boolean isRefreshToken() {
        return type().equals("Refresh") || type().equals("Offline");
    }

    Set<String> audience() {
        return strings(claims.path("aud"));
    }

    Set<String> roles() {
        return strings(claims.path("roles"));
    }

    private static Set<String> strings(JsonNode node) {
        Set<String> strings = new TreeSet<>();
        if (node.isTextual()) {
            strings.add(node.textValue());
        }
        node.forEach(each -> strings.add(each.asText()));
        return strings;
    }

    @Override
    public String toString() {
        return "ReadToken[" + type() + "]";
    }
}
