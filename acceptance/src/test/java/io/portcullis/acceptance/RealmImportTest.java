package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.acceptance.PortcullisCommand.Result;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** {@code realm import} into a realm whose login flows are from before there was step-up. */
@OnStack
final class RealmImportTest {

    private static final String REALM = "older";
    private static final String FORMS = "portcullis forms";
    private static final Pattern ACTION = Pattern.compile("action=\"([^\"]+)\"");

    private final Gate gate;
    private final Keycloak admin;

    RealmImportTest(Gate gate) {
        this.gate = gate;
        this.admin = gate.admin();
    }

    @BeforeEach
    void olderRealm() throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode older = (ObjectNode) json.readTree(Checkout.source("realm-export/portcullis-realm.json").toFile());
        ArrayNode flows = (ArrayNode) older.get("authenticationFlows");
        flows.removeIf(flow -> Set.of("portcullis level 1", "portcullis level 2").contains(flow.path("alias").asText()));
        flows.forEach(flow -> {
            ArrayNode steps = (ArrayNode) flow.get("authenticationExecutions");
            steps.removeIf(step -> step.path("flowAlias").asText().startsWith("portcullis level")
                    || step.path("authenticator").asText().equals("conditional-sub-flow-executed"));
            if (flow.path("alias").asText().equals(FORMS)) {
                steps.insertObject(0).put("authenticator", "auth-username-password-form").put("requirement", "REQUIRED")
                        .put("priority", 10).put("authenticatorFlow", false);
            }
        });
        command("realm", "import", Files.writeString(gate.checkout().file("older-realm.json"), older.toString()).toString());
        UserRepresentation user = new UserRepresentation();
        user.setUsername("olga");
        user.setEmail("olga@portcullis.example");
        user.setFirstName("Olga");
        user.setLastName("Older");
        user.setEnabled(true);
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("olga");
        user.setCredentials(List.of(password));
        try (var made = realm().users().create(user)) {
            realm().users().get(CreatedResponseUtil.getCreatedId(made)).roles().realmLevel()
                    .add(List.of(realm().roles().get("user").toRepresentation()));
        }
    }

    @AfterEach
    void remove() {
        realm().remove();
        admin.close();
    }

    private RealmResource realm() {
        return admin.realm(REALM);
    }

    private String command(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--realm", REALM));
        Result result = PortcullisCommand.run(gate.checkout(), Map.of("PORTCULLIS_KEYCLOAK_URL",
                gate.ports().keycloakOrigin(), "PORTCULLIS_ADMIN_USER", "admin", "PORTCULLIS_ADMIN_PASSWORD", "admin"),
                all.toArray(String[]::new));
        assertEquals(0, result.status(), result.output());
        return result.output();
    }

    /** The steps that are switched on, with what they ask for, in their order and depth. */
    private List<String> steps(String realm) {
        return admin.realm(realm).flows().getExecutions("portcullis browser").stream()
                .filter(step -> !step.getRequirement().equals("DISABLED"))
                .map(step -> step.getLevel() + " " + step.getRequirement() + " "
                        + (step.getProviderId() == null ? step.getDisplayName() : step.getProviderId()))
                .toList();
    }

    @Test
    void olderFlowsAreToldOfAndKeptUntilTheyAreToBeOverwritten() throws Exception {
        List<String> before = steps(REALM);

        String told = command("realm", "import");

        assertTrue(told.contains("the flow portcullis forms (without portcullis level 1, without portcullis level 2"), told);
        assertTrue(told.contains("--overwrite-flows"), told);
        assertEquals(before, steps(REALM));
        assertTrue(command("realm", "import", "--overwrite-flows", "--dry-run").contains("would change the flow " + FORMS));
        assertEquals(before, steps(REALM));
        assertFalse(admin.realm(REALM).partialExport(false, false).getAuthenticationFlows().stream()
                .anyMatch(flow -> flow.getAlias().startsWith("portcullis level")), "no flow that hangs nowhere");
    }

    @Test
    void overwrittenFlowsAreThoseOfAFreshRealmAndPeopleSignInAndStepUpThroughThem() throws Exception {
        String changed = command("realm", "import", "--overwrite-flows");

        assertTrue(changed.contains("changed the flow " + FORMS), changed);
        assertEquals(steps("portcullis"), steps(REALM));
        assertTrue(realm().flows().getExecutions(FORMS).stream().anyMatch(step ->
                "auth-username-password-form".equals(step.getProviderId()) && step.getRequirement().equals("DISABLED")),
                "switched off, not removed");
        assertFalse(command("realm", "import", "--overwrite-flows").contains("changed the flow"));

        Visitor browser = new Visitor(gate.ports().keycloakOrigin());
        Answer signedIn = signIn(browser, "");
        assertTrue(signedIn.header("Location").contains("code="), signedIn.header("Location"));
        Answer stepUp = browser.navigate(login("&acr_values=2&max_age=3600"));
        Answer asked = stepUp.status() == 302 ? browser.navigate(path(stepUp.header("Location"))) : stepUp;
        assertTrue(asked.body().contains("totp"), asked.body());
    }

    private Answer signIn(Visitor browser, String more) throws Exception {
        Matcher form = ACTION.matcher(browser.navigate(login(more)).body());
        assertTrue(form.find());
        return browser.send("POST", path(form.group(1).replace("&amp;", "&")), "username=olga&password=olga",
                "Content-Type", "application/x-www-form-urlencoded");
    }

    private String login(String more) {
        return "/realms/" + REALM + "/protocol/openid-connect/auth?client_id=portcullis&response_type=code&scope=openid"
                + "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri="
                + URLEncoder.encode(gate.origin() + "/oauth2/callback", StandardCharsets.UTF_8) + more;
    }

    private static String path(String address) {
        URI uri = URI.create(address);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }
}
