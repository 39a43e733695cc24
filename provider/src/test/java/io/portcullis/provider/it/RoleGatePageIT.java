package io.portcullis.provider.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page that a person without a role reads, in a real browser. */
@AgainstKeycloak
class RoleGatePageIT {

    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));

    private static TestRealm realm;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void open(KeycloakCluster keycloak) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM),
                "no Chromium at " + CHROMIUM + "; install it or name another with -Dchromium=");
        realm = TestRealm.create(keycloak, "page", shipped -> { });
        playwright = Playwright.create();
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM)
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync")));
    }

    @AfterAll
    static void close() {
        if (playwright != null) {
            playwright.close();
        }
    }

    private static Page signInAs(String user, String locale) throws Exception {
        Page page = browser.newContext(new Browser.NewContextOptions().setLocale(locale)).newPage();
        page.navigate(realm.at("/protocol/openid-connect/auth?"
                + BrowserSession.blank(realm, "portcullis").authorization("portcullis", "openid")).toString());
        submit(page, user);
        return page;
    }

    private static void submit(Page page, String user) {
        page.fill("#username", user);
        page.fill("#password", user);
        page.click("#kc-login");
    }

    @Test
    void aPersonWithoutARoleReadsWhyAndWhatToDo() throws Exception {
        Page page = signInAs("guest", "en-GB");

        String text = page.innerText("#portcullis-role-gate");

        assertTrue(page.title().contains("Portcullis"), page.title());
        assertTrue(page.innerText("body").contains("You are signed in, but have no access yet"), text);
        assertTrue(text.contains("The account guest has no role that opens anything here."), text);
        assertTrue(text.contains("ask an administrator to give you a role"), text);
        assertTrue(text.contains("Sign in as someone else"), text);
        page.screenshot(new Page.ScreenshotOptions().setPath(
                Path.of(System.getProperty("keycloak.work"), "role-gate.png")).setFullPage(true));
    }

    @Test
    void thePageSpeaksTheReadersLanguage() throws Exception {
        String german = signInAs("guest", "de-DE").innerText("#portcullis-role-gate");
        String french = signInAs("guest", "fr-FR").innerText("#portcullis-role-gate");
        String spanish = signInAs("guest", "es-ES").innerText("#portcullis-role-gate");

        assertTrue(german.contains("Das Konto guest hat keine Rolle, die hier etwas öffnet."), german);
        assertTrue(french.contains("Le compte guest n’a aucun rôle"), french);
        assertTrue(spanish.contains("La cuenta guest no tiene ningún rol"), spanish);
    }

    @Test
    void theLinkLeadsToTheLoginAndSomeoneElseGetsThrough() throws Exception {
        Page page = signInAs("guest", "en-GB");

        page.click("#portcullis-someone-else");

        assertComesBackWithACode(page, () -> submit(page, "moderator"));
    }

    private static void assertComesBackWithACode(Page page, Runnable action) {
        String address = page.waitForRequest(request -> request.url().startsWith(BrowserSession.redirectUri()), action)
                .url();
        assertTrue(address.contains("code="), address);
    }

    @Test
    void tryingAgainGoesThroughOnceARoleIsThere() throws Exception {
        Page page = signInAs(RoleGateIT.newUser(realm, "waiting"), "en-GB");
        page.waitForResponse(response -> response.status() == 403, () -> page.click("#portcullis-try-again"));
        page.waitForSelector("#portcullis-try-again");
        realm.give("waiting", "user");

        assertComesBackWithACode(page, () -> page.click("#portcullis-try-again"));
    }
}
