package io.portcullis.cli.realm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.portcullis.cli.admin.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A realm as Keycloak exports it, with {@code ${NAME}} and {@code ${NAME:otherwise}} replaced as Keycloak does. */
final class RealmFile {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}");
    static final String SECRET = "PORTCULLIS_CLIENT_SECRET";

    private final ObjectNode realm;

    private RealmFile(ObjectNode realm) {
        this.realm = realm;
    }

    /**
     * Reads a file.
     *
     * @param values what placeholders stand for
     */
    static RealmFile read(Path file, Function<String, Optional<String>> values) {
        try {
            JsonNode json = new ObjectMapper().readTree(Files.readString(file));
            if (!(json instanceof ObjectNode realm) || !realm.path("realm").isTextual()) {
                throw CommandFailure.invalid(file + " is not an exported realm: it has no member \"realm\"");
            }
            fill(realm, file, values);
            return new RealmFile(realm);
        } catch (JsonProcessingException e) {
            throw CommandFailure.invalid(file + ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr()
                    + ": not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw CommandFailure.invalid(Files.exists(file)
                    ? file + " cannot be read"
                    : "there is no realm file " + file + "; name one: portcullis realm import FILE");
        }
    }

    private static void fill(JsonNode node, Path file, Function<String, Optional<String>> values) {
        if (node instanceof ObjectNode object) {
            for (var member : java.util.List.copyOf(object.properties())) {
                if (member.getValue() instanceof TextNode text) {
                    filled(text.textValue(), file, values).ifPresentOrElse(
                            value -> object.put(member.getKey(), value), () -> object.remove(member.getKey()));
                } else {
                    fill(member.getValue(), file, values);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof TextNode text) {
                    array.set(i, filled(text.textValue(), file, values).orElse(""));
                } else {
                    fill(array.get(i), file, values);
                }
            }
        }
    }

    /** Empty when the text is a secret that nobody set: Keycloak makes one then. */
    private static Optional<String> filled(String text, Path file, Function<String, Optional<String>> values) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            Optional<String> value = values.apply(matcher.group(1)).or(() -> Optional.ofNullable(matcher.group(2)));
            if (value.isEmpty() && matcher.group(1).equals(SECRET)) {
                return Optional.empty();
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value.orElseThrow(() -> CommandFailure.invalid(
                    file + " needs a value for " + matcher.group(1) + "; set that environment variable"))));
        }
        return Optional.of(matcher.appendTail(result).toString());
    }

    /** The whole document, under another name. */
    ObjectNode named(String name) {
        ObjectNode copy = realm.deepCopy();
        copy.put("realm", name);
        copy.remove("id");
        return copy;
    }

    JsonNode get(String member) {
        return realm.path(member);
    }
}
