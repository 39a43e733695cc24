package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One refresh token, many requests: what a browser does, and what a thief does. */
@AgainstKeycloak
class RotationIT {

    private static final int GRACE_SECONDS = 6;
    private static final int ROUNDS = 15;
    private static final int PARALLEL = 6;

    private static TestRealm realm;
    private static TestRealm brief;
    private static TestRealm strict;

    @BeforeAll
    static void realms(KeycloakCluster keycloak) throws Exception {
        realm = TestRealm.create(keycloak, "rotation", shipped -> { });
        brief = TestRealm.create(keycloak, "rotation-brief", graceSeconds(GRACE_SECONDS));
        strict = TestRealm.create(keycloak, "rotation-strict", graceSeconds(0));
    }

    private static Consumer<ObjectNode> graceSeconds(int seconds) {
        return shipped -> ((ObjectNode) shipped.get("attributes"))
                .put("portcullis.refresh.grace-seconds", Integer.toString(seconds));
    }

    @Test
    void parallelRefreshesOverTwoNodesAllGetTheSameSuccessor() throws Exception {
        survivesParallelRefreshes("openid");
    }

    @Test
    void parallelRefreshesOfAnOfflineTokenAllGetTheSameSuccessor() throws Exception {
        survivesParallelRefreshes("openid offline_access");
    }

    private void survivesParallelRefreshes(String scope) throws Exception {
        String refreshToken = Tokens.of(realm.tryLogin("moderator", scope)).refresh();
        int ok = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Http.Answer> answers = inParallel(realm, refreshToken);
            Set<String> successors = new HashSet<>();
            for (Http.Answer answer : answers) {
                assertEquals(200, answer.status(), answer.body());
                ok++;
                Tokens tokens = Tokens.of(answer);
                successors.add(tokens.refresh());
                assertEquals(tokens.accessClaims().path("jti"), tokens.refreshClaims().path("access_token_jti"));
            }
            assertEquals(1, successors.size(), "successors in round " + round);
            refreshToken = successors.iterator().next();
        }
        assertEquals(ROUNDS * PARALLEL, ok);
        assertEquals(200, realm.refresh(refreshToken).status(), "the session is alive afterwards");
    }

    private static List<Http.Answer> inParallel(TestRealm realm, String refreshToken) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
        try {
            List<Callable<Http.Answer>> calls = new ArrayList<>();
            for (int i = 0; i < PARALLEL; i++) {
                TestRealm node = realm.onNode(i % 2);
                calls.add(() -> node.refresh(refreshToken));
            }
            List<Http.Answer> answers = new ArrayList<>();
            for (Future<Http.Answer> answer : pool.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void withoutGraceKeycloakRefusesAllButOneAndEndsTheSession() throws Exception {
        Tokens tokens = strict.login("moderator");

        List<Http.Answer> answers = inParallel(strict, tokens.refresh());

        List<Http.Answer> accepted = answers.stream().filter(answer -> answer.status() == 200).toList();
        assertEquals(1, accepted.size());
        assertEquals("invalid_grant", strict.refresh(Tokens.of(accepted.get(0)).refresh()).error());
    }

    @Test
    void aReplayIssuesTheSamePair() throws Exception {
        String spent = realm.login("moderator").refresh();
        Tokens first = Tokens.of(realm.refresh(spent));

        Tokens again = Tokens.of(realm.onNode(1).refresh(spent));

        assertEquals(first.refresh(), again.refresh());
        for (String claim : List.of("jti", "iat", "exp", "sid", "roles")) {
            assertEquals(first.accessClaims().path(claim), again.accessClaims().path(claim), claim);
        }
    }

    @Test
    void aReplayShowsTheRolesOfTheMomentNotOfTheFirstAnswer() throws Exception {
        String spent = realm.login("user").refresh();
        Tokens first = Tokens.of(realm.refresh(spent));
        realm.give("user", "moderator");

        Tokens again = Tokens.of(realm.refresh(spent));

        realm.take("user", "moderator");
        assertEquals("[\"user\"]", first.accessClaims().path("roles").toString());
        assertEquals("[\"moderator\",\"user\"]", again.accessClaims().path("roles").toString());
    }

    @Test
    void aLatecomerGetsTheLiveEndOfTheChain() throws Exception {
        String spent = realm.login("moderator").refresh();
        Tokens second = Tokens.of(realm.refresh(spent));
        Tokens third = Tokens.of(realm.refresh(second.refresh()));

        assertEquals(third.refresh(), Tokens.of(realm.refresh(spent)).refresh());
        assertEquals(200, realm.refresh(third.refresh()).status());
    }

    @Test
    void reuseAfterTheWindowEndsTheSessionAndTheEventLogShowsIt() throws Exception {
        reuseEndsTheSession("openid");
    }

    @Test
    void reuseOfAnOfflineTokenAfterTheWindowEndsTheSession() throws Exception {
        reuseEndsTheSession("openid offline_access");
    }

    private void reuseEndsTheSession(String scope) throws Exception {
        Tokens first = Tokens.of(brief.tryLogin("moderator", scope));
        Tokens second = Tokens.of(brief.refresh(first.refresh()));
        assertEquals(200, brief.refresh(first.refresh()).status(), "within the window");
        Await.passed(Instant.now().plusSeconds(GRACE_SECONDS + 1));

        Http.Answer reuse = brief.refresh(first.refresh());

        assertEquals(400, reuse.status());
        assertEquals("invalid_grant", reuse.error());
        assertEquals("invalid_grant", brief.refresh(second.refresh()).error(), "the session has ended");
        String spentId = first.refreshClaims().path("jti").asText();
        assertTrue(brief.events("REFRESH_TOKEN_ERROR").stream().anyMatch(event ->
                spentId.equals(event.path("details").path("refresh_token_id").asText())
                        && event.path("details").path("reason").asText().contains("reuse")), "event log");
    }

    @Test
    void aReplayDoesNotExtendTheWindow() throws Exception {
        String spent = brief.login("moderator").refresh();
        Instant rotated = Instant.now();
        brief.refresh(spent);
        Await.passed(rotated.plusSeconds(GRACE_SECONDS / 2));
        assertEquals(200, brief.refresh(spent).status());
        Await.passed(rotated.plusSeconds(GRACE_SECONDS + 1));

        assertEquals("invalid_grant", brief.refresh(spent).error());
    }
}
