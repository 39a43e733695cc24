package io.portcullis.provider.it;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Measures, on request, what the provider's settings add to a refresh. Prints a table; asserts nothing. */
@AgainstKeycloak
@EnabledIfSystemProperty(named = "portcullis.measure", matches = "true", disabledReason = "a measurement, run on request")
class RefreshCostIT {

    private static final int ROUNDS = 400;
    private static final int WARM_UP = 100;

    @Test
    void refreshesUnderEachSetting(KeycloakCluster keycloak) throws Exception {
        Map<String, TestRealm> realms = new LinkedHashMap<>();
        realms.put("plain: no gate, no grace, nothing revoked", create(keycloak, "cost-plain", "0", "false", false));
        realms.put("+ role gate", create(keycloak, "cost-gate", "0", "false", true));
        realms.put("+ grace time", create(keycloak, "cost-grace", "10", "false", true));
        realms.put("+ old access token revoked", create(keycloak, "cost-revoke", "10", "true", true));
        Map<String, List<Long>> times = new LinkedHashMap<>();
        Map<String, String> tokens = new LinkedHashMap<>();
        for (Map.Entry<String, TestRealm> realm : realms.entrySet()) {
            times.put(realm.getKey(), new ArrayList<>());
            tokens.put(realm.getKey(), realm.getValue().login("moderator").refresh());
        }
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (Map.Entry<String, TestRealm> realm : realms.entrySet()) {
                long began = System.nanoTime();
                Http.Answer answer = realm.getValue().refresh(tokens.get(realm.getKey()));
                long took = System.nanoTime() - began;
                tokens.put(realm.getKey(), Tokens.of(answer).refresh());
                if (round >= WARM_UP) {
                    times.get(realm.getKey()).add(took / 1000);
                }
            }
        }
        times.forEach((setting, microseconds) -> {
            microseconds.sort(null);
            System.out.printf("%-45s p50 %6.2f ms  p90 %6.2f ms%n", setting,
                    microseconds.get(ROUNDS / 2) / 1000.0, microseconds.get(ROUNDS * 9 / 10) / 1000.0);
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
