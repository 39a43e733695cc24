package io.portcullis.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.policy.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Callers to ask a policy about: stated by their roles and claims, or read from a token that nobody verified. */
final class Callers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_TOKEN = 64 * 1024;

    private Callers() {}

    /** A caller that exists for a question only; nothing of it is verified. */
    record Supposed(Set<String> roles, JsonNode claims, String acr, long authTime) implements Identity {
        @Override
        public String claim(String name) {
            JsonNode value = claims.get(name);
            if (value == null) {
                value = claims.at("/" + name.replace(".", "/"));
            }
            return value.isValueNode() && !value.isNull() && !value.isMissingNode() ? value.asText() : null;
        }
    }

    static Identity of(Set<String> roles, Map<String, String> claims, String acr, long authTime) {
        ObjectNode node = JSON.createObjectNode();
        claims.forEach(node::put);
        return new Supposed(Set.copyOf(roles), node, acr, authTime);
    }

    /** Reads the claims of a JWT (RFC 7519), or a JSON object of claims. The signature is not checked. */
    static Supposed fromToken(Path file) {
        JsonNode claims = claims(file);
        Set<String> roles = new LinkedHashSet<>();
        JsonNode stated = claims.path("roles");
        boolean names = stated.isMissingNode() || stated.isArray();
        for (JsonNode role : stated) {
            names &= role.isTextual();
            roles.add(role.asText());
        }
        if (!names) {
            throw CommandFailure.invalid(file + ": `roles` is not a list of names; the gate refuses such a token");
        }
        return new Supposed(Set.copyOf(roles), claims, claims.path("acr").asText(null), claims.path("auth_time").asLong(0));
    }

    private static JsonNode claims(Path file) {
        try {
            if (!Files.isReadable(file) || Files.size(file) > MAX_TOKEN) {
                throw CommandFailure.invalid(file + ": expected a readable file with one token in it");
            }
            String text = Files.readString(file).strip();
            String json = text;
            if (!text.startsWith("{")) {
                String[] parts = text.replaceFirst("(?i)^Bearer\\s+", "").split("\\.", -1);
                if (parts.length != 3) {
                    throw CommandFailure.invalid(file + ": expected a JWT (three parts with dots between them) or a JSON object");
                }
                json = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            }
            JsonNode claims = JSON.readTree(json);
            if (claims.isObject()) {
                return claims;
            }
        } catch (IOException | IllegalArgumentException e) {
            // The cause could quote the token: it is left out.
        }
        throw CommandFailure.invalid(file + ": the token's claims cannot be read as a JSON object");
    }
}
