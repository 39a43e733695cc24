package io.portcullis.provider.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Base64;

/** The tokens of one successful answer of the token endpoint. */
record Tokens(String access, String refresh, String id) {

    static Tokens of(Http.Answer answer) {
        if (answer.status() != 200) {
            throw new AssertionError("The token endpoint answered " + answer.status() + ": " + answer.body());
        }
        JsonNode json = answer.json();
        return new Tokens(json.path("access_token").asText(null), json.path("refresh_token").asText(null),
                json.path("id_token").asText(null));
    }

    JsonNode accessClaims() {
        return claims(access);
    }

    JsonNode refreshClaims() {
        return claims(refresh);
    }

    static JsonNode claims(String jwt) {
        try {
            return Http.JSON.readTree(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
