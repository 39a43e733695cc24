package io.portcullis.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What people see: Keycloak's login, the way back, the page of refusal, logout. */
@OnStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrowserTest {

    private final Gate gate;
    private Chromium chromium;

    BrowserTest(Gate gate) {
        this.gate = gate;
    }

    @BeforeAll
    void open() {
        chromium = new Chromium();
    }

    @AfterAll
    void close() {
        chromium.close();
    }

    @Test
    void loginLeadsBackToTheAddressFirstAskedFor() {
        Person person = chromium.person();
        person.visit(gate.origin() + "/protected?tab=2&x=%2F");
        assertTrue(person.page().url().startsWith(gate.ports().keycloakOrigin()), person.page().url());
        person.signIn("moderator");
        assertEquals(gate.origin() + "/protected?tab=2&x=%2F", person.page().url());
        assertTrue(person.text().contains("\"X-Auth-Request-Roles\" : \"moderator\""), person.text());
    }

    @Test
    void sessionCookiesAreOutOfReachOfScriptsAndOtherSites() {
        Person person = chromium.person();
        person.visit(gate.origin() + "/me");
        person.signIn("user");
        List<Cookie> cookies = person.page().context().cookies().stream()
                .filter(cookie -> cookie.name.startsWith("__Host-portcullis_")).toList();
        assertTrue(cookies.size() >= 2, cookies.toString());
        for (Cookie cookie : cookies) {
            assertTrue(cookie.httpOnly && cookie.secure, cookie.name);
            assertEquals(SameSiteAttribute.LAX, cookie.sameSite, cookie.name);
            assertEquals("/", cookie.path, cookie.name);
        }
        assertEquals("", person.page().evaluate("document.cookie.replace('demo_visit=1', '')"));
    }

    @Test
    void userWithoutTheRoleSeesWhyAndCanSignInAsSomeoneElse() {
        Person person = chromium.person();
        person.visit(gate.origin() + "/protected");
        person.signIn("user");
        assertThat(person.page().locator("h1")).hasText("Not allowed");
        assertEquals(403, person.page().reload().status());
        person.page().click("button:has-text(\"Sign in as someone else\")");
        person.signIn("moderator");
        assertEquals(gate.origin() + "/protected", person.page().url());
        assertTrue(person.text().contains("\"X-Auth-Request-Roles\" : \"moderator\""), person.text());
    }

    @Test
    void landingPageSignsInAndOut() {
        Person person = chromium.person();
        person.visit(gate.origin() + "/");
        assertThat(person.page().locator("header")).containsText("You are not signed in");
        person.page().click("a:has-text(\"Sign in\")");
        person.signIn("admin");
        assertThat(person.page().locator("#user")).hasText("admin");
        assertThat(person.page().locator("#roles")).hasText("admin");
        person.page().click("button:has-text(\"Sign out\")");
        assertThat(person.page().locator("header")).containsText("You are not signed in");
        assertEquals(gate.origin() + "/", person.page().url());
        // Keycloak's session is over too: it asks for the password again.
        person.visit(gate.origin() + "/me");
        assertThat(person.page().locator("#kc-login")).isVisible();
    }

    @Test
    void twoTabsThatSignInAtOnceBothArrive() {
        Person first = chromium.person();
        Person second = new Person(first.page().context().newPage());
        first.visit(gate.origin() + "/articles/1");
        second.visit(gate.origin() + "/articles/2");
        first.signIn("user");
        assertEquals(gate.origin() + "/articles/1", first.page().url());
        second.visit(gate.origin() + "/articles/2");
        assertEquals(gate.origin() + "/articles/2", second.page().url());
        assertTrue(second.text().contains("\"path\" : \"/articles/2\""), second.text());
    }
}
