package io.portcullis.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What Keycloak says is wrong, out of the several shapes in which its admin API says it. */
public final class KeycloakError {

    private static final int LONGEST = 300;

    private KeycloakError() {}

    /**
     * Reads the answer's body.
     *
     * @param response an answer with an error status
     * @return one line; the status's own words when the body says nothing
     */
    public static String of(Response response) {
        String body;
        try {
            body = response.hasEntity() ? response.readEntity(String.class) : "";
        } catch (RuntimeException e) {
            body = "";
        }
        String said = message(body);
        if (said.isBlank()) {
            said = response.getStatusInfo().getReasonPhrase();
        }
        String line = said.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    static String message(String body) {
        try {
            JsonNode json = new ObjectMapper().readTree(body);
            if (json.path("errors").isArray()) {
                return StreamSupport.stream(json.path("errors").spliterator(), false)
                        .map(KeycloakError::one)
                        .collect(Collectors.joining("; "));
            }
            return one(json);
        } catch (IOException notJson) {
            return "";
        }
    }

    private static String one(JsonNode error) {
        String text = "";
        for (String member : new String[] {"errorMessage", "error_description", "error"}) {
            if (text.isBlank()) {
                text = error.path(member).asText("");
            }
        }
        String field = error.path("field").asText("");
        return field.isEmpty() ? text : field + ": " + text;
    }
}
