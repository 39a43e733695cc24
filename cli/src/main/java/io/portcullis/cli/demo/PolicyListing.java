package io.portcullis.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The locations of a policy file in words: which there are, and who may see them. For showing, never for deciding. */
final class PolicyListing {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PolicyListing() {}

    /**
     * One location.
     *
     * @param written the location as the policy writes it
     * @param who the keys of the policy that permit it, those that inherit included
     */
    record Line(String written, List<String> who) {}

    static List<Line> of(Path file) throws IOException {
        JsonNode policy = JSON.readTree(file.toFile());
        Map<String, Set<String>> who = new LinkedHashMap<>();
        policy.properties().forEach(entry -> {
            for (JsonNode location : entry.getValue().path("locations")) {
                String written = location.isTextual() ? location.asText() : location.path("location").asText();
                Set<String> keys = who.computeIfAbsent(written, key -> new LinkedHashSet<>());
                keys.add(entry.getKey());
                heirs(policy, entry.getKey(), keys);
            }
        });
        List<Line> lines = new ArrayList<>();
        who.forEach((written, keys) -> lines.add(new Line(written, List.copyOf(keys))));
        return lines;
    }

    private static void heirs(JsonNode policy, String key, Set<String> found) {
        policy.properties().forEach(entry -> {
            for (JsonNode inherited : entry.getValue().path("inherits")) {
                if (inherited.asText().equals(key) && found.add(entry.getKey())) {
                    heirs(policy, entry.getKey(), found);
                }
            }
        });
    }
}
