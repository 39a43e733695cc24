package io.portcullis.provider.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures, on request, what the provider's settings add to a refresh and to an introspection. One after the other, the
 * settings in turn, so that whatever else the machine does falls on all alike. Prints a table; asserts nothing.
 */
@AgainstKeycloak
@EnabledIfSystemProperty(named = "portcullis.measure", matches = "true", disabledReason = "a measurement, run on request")
class RefreshCostIT {

    private static final int WARM_UP = 150;
    private static final int ROUNDS = 300;

    /** What is timed, in microseconds, under each setting. */
    private final Map<String, List<Long>> refreshes = new LinkedHashMap<>();
    private final Map<String, List<Long>> introspections = new LinkedHashMap<>();

    @Test
    void refreshesUnderEachSetting(KeycloakCluster keycloak) throws Exception {
        Map<String, TestRealm> realms = new LinkedHashMap<>();
        realms.put("no gate, no grace, nothing revoked", create(keycloak, "cost-plain", "0", "false", false));
        realms.put("+ role gate", create(keycloak, "cost-gate", "0", "false", true));
        realms.put("+ grace time", create(keycloak, "cost-grace", "10", "false", true));
        realms.put("+ old access token revoked", create(keycloak, "cost-revoke", "10", "true", true));
        Map<String, String> tokens = new LinkedHashMap<>();
        for (Map.Entry<String, TestRealm> realm : realms.entrySet()) {
            refreshes.put(realm.getKey(), new ArrayList<>());
            introspections.put(realm.getKey(), new ArrayList<>());
            tokens.put(realm.getKey(), realm.getValue().login("moderator").refresh());
        }
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (Map.Entry<String, TestRealm> realm : realms.entrySet()) {
                long began = System.nanoTime();
                Http.Answer answer = realm.getValue().refresh(tokens.get(realm.getKey()));
                long refreshed = System.nanoTime();
                Tokens next = Tokens.of(answer);
                tokens.put(realm.getKey(), next.refresh());
                long asked = System.nanoTime();
                realm.getValue().introspect(next.access());
                long introspected = System.nanoTime();
                if (round >= WARM_UP) {
                    refreshes.get(realm.getKey()).add((refreshed - began) / 1000);
                    introspections.get(realm.getKey()).add((introspected - asked) / 1000);
                }
            }
        }
        print("refresh", refreshes);
        print("introspection", introspections);
    }

    private static void print(String what, Map<String, List<Long>> times) {
        long[] plain = new long[1];
        times.forEach((setting, microseconds) -> {
            microseconds.sort(null);
            long median = microseconds.get(ROUNDS / 2);
            plain[0] = plain[0] == 0 ? median : plain[0];
            System.out.printf("%-13s %-36s p50 %6.2f ms  p90 %6.2f ms  ratio of medians %.2f%n", what, setting,
                    median / 1000.0, microseconds.get(ROUNDS * 9 / 10) / 1000.0, (double) median / plain[0]);
        });
    }

    private static TestRealm create(KeycloakCluster keycloak, String name, String grace, String revoke, boolean gate)
            throws Exception {
        return TestRealm.create(keycloak, name, shipped -> {
            ((ObjectNode) shipped.get("attributes")).put("portcullis.refresh.grace-seconds", grace)
                    .put("portcullis.refresh.revoke-old-access-token", revoke);
            if (!gate) {
                shipped.put("browserFlow", "browser").put("directGrantFlow", "direct grant");
            }
        });
    }
}
