package io.portcullis.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.CreatedResponseUtil;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** Keycloak's own console is where roles are given; the gate follows. */
@OnStack
final class AdminConsoleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Gate gate;
    private String id;

    AdminConsoleTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeEach
    void hireNewcomer() {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue("newcomer");
        UserRepresentation user = new UserRepresentation();
        user.setUsername("newcomer");
        user.setEnabled(true);
        user.setFirstName("New");
        user.setLastName("Comer");
        user.setEmail("newcomer@portcullis.example");
        user.setCredentials(List.of(password));
        try (Keycloak admin = gate.admin()) {
            var realm = admin.realm("portcullis");
            id = CreatedResponseUtil.getCreatedId(realm.users().create(user));
            realm.users().get(id).roles().realmLevel().add(List.of(realm.roles().get("user").toRepresentation()));
        }
    }

    @AfterEach
    void letGo() {
        try (Keycloak admin = gate.admin()) {
            admin.realm("portcullis").users().delete(id).close();
        }
    }

    @Test
    void roleGivenInTheConsoleOpensItsLocations() throws Exception {
        try (Chromium chromium = new Chromium()) {
            Person newcomer = chromium.person();
            newcomer.visit(gate.origin() + "/protected");
            newcomer.signIn("newcomer");
            assertEquals(403, newcomer.page().reload().status());

            Person administrator = chromium.person();
            try {
                giveRole(administrator.page(), "moderator");
            } catch (RuntimeException | AssertionError e) {
                administrator.page().screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of(System.getProperty("portcullis.work"), "admin-console.png")).setFullPage(true));
                throw e;
            }

            // A token that was issued before may live on; an application asks for a new one like this.
            newcomer.page().request().post(gate.origin() + "/oauth2/refresh");
            int status = Eventually.until(PATIENCE, () -> newcomer.page().reload().status(), seen -> seen == 200);
            assertEquals(200, status);
            assertEquals(gate.origin() + "/protected", newcomer.page().url());
        }
    }

    /** In Keycloak's console, as its guide tells an administrator to do it. */
    private void giveRole(Page page, String role) {
        page.navigate(gate.ports().keycloakOrigin() + "/admin/master/console/#/portcullis/users/" + id + "/role-mapping");
        new Person(page).signIn("admin");
        page.getByText("Assign role").first().click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Realm roles")).click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByText(role, new Page.GetByTextOptions().setExact(true))))
                .getByRole(AriaRole.CHECKBOX)
                .check();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Assign").setExact(true))
                .click();
        assertThat(page.getByText("User role mapping successfully updated").first()).isVisible();
    }
}
