package io.portcullis.cli.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.policy.Policy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RoleRepresentation;

final class RoleMeaningTest {

    private static Policy policy(String json) throws Exception {
        return Policy.parse("policy.json", json.getBytes());
    }

    @Test
    void ownLocationsComeBeforeInheritedOnes() throws Exception {
        Policy policy = policy("""
                {"user": {"locations": ["GET /a"]}, "boss": {"inherits": ["user"], "locations": ["/b"]}}""");
        assertEquals(List.of("/b", "GET /a"), RoleMeaning.of(policy, "boss").locations());
    }

    @Test
    void roleWithoutLocationsIsMarkedAllTheSame() throws Exception {
        Policy policy = policy("{\"a\": {\"locations\": []}, \"b\": {\"inherits\": [\"a\"]}}");
        assertEquals(List.of("nothing"), RoleMeaning.of(policy, "b").values());
    }

    @Test
    void whatPeopleWroteStaysInFront() {
        RoleMeaning before = new RoleMeaning(List.of("/a"));
        RoleMeaning after = new RoleMeaning(List.of("/b"));
        String once = before.description("Moderates.");
        assertEquals("Moderates. Opens: /a", once);
        assertEquals("Moderates. Opens: /b", after.description(once));
        assertEquals("Opens: /b", after.description(before.description(null)));
    }

    @Test
    void whatIsWrittenFitsKeycloaksColumnsAndIsStable() {
        RoleMeaning many = new RoleMeaning(IntStream.range(0, 200).mapToObj(i -> "/location/number/" + i).toList());
        String description = many.description("x".repeat(100));
        assertTrue(description.length() <= RoleMeaning.WIDTH, description);
        assertTrue(description.endsWith(" more"), description);
        assertEquals(description, many.description(description));
        assertEquals(RoleMeaning.MOST_VALUES + 1, many.values().size());
    }

    @Test
    void writingTwiceChangesNothing() {
        RoleMeaning meaning = new RoleMeaning(List.of("/a", "/b"));
        RoleRepresentation role = new RoleRepresentation();
        assertFalse(meaning.isOn(role));
        meaning.write(role);
        assertTrue(meaning.isOn(role));
    }
}
