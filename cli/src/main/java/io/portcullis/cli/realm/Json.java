package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.StreamSupport;

/** Comparing documents of the admin API, which has members of its own beside those that a file states. */
final class Json {

    private Json() {}

    /** Whether a document says everything that a part says; lists may be in another order. */
    static boolean contains(JsonNode whole, JsonNode part) {
        if (part.isObject()) {
            return part.properties().stream()
                    .allMatch(member -> contains(whole.path(member.getKey()), member.getValue()));
        }
        if (part.isArray()) {
            return whole.isArray() && whole.size() == part.size()
                    && StreamSupport.stream(part.spliterator(), false).allMatch(wanted ->
                            StreamSupport.stream(whole.spliterator(), false).anyMatch(each -> contains(each, wanted)));
        }
        // Keycloak leaves out what is empty or off.
        boolean nothing = part.isNull() || part.asText().isEmpty() || part.isBoolean() && !part.booleanValue();
        return whole.asText().equals(part.asText()) || nothing && (whole.isMissingNode() || whole.isNull());
    }

    /** A document with what a part says put into it. */
    static ObjectNode merged(ObjectNode whole, JsonNode part) {
        ObjectNode merged = whole.deepCopy();
        part.properties().forEach(member -> {
            if (member.getValue().isObject() && merged.path(member.getKey()) instanceof ObjectNode inner) {
                merged.set(member.getKey(), merged(inner, member.getValue()));
            } else {
                merged.set(member.getKey(), member.getValue().deepCopy());
            }
        });
        return merged;
    }
}
