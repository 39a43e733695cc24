package io.portcullis.acceptance;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Response;

/**
 * Someone at a browser.
 *
 * @param page the tab they look at
 */
record Person(Page page) {

    Response visit(String address) {
        return page.navigate(address);
    }

    /** Fills in Keycloak's own login form and sends it. */
    void signIn(String user) {
        signIn(user, user);
    }

    void signIn(String user, String password) {
        try {
            page.fill("#username", user);
        } catch (PlaywrightException e) {
            throw new AssertionError("no login form at " + page.url() + " but: " + text(), e);
        }
        page.fill("#password", password);
        page.click("#kc-login");
        page.waitForLoadState();
    }

    String text() {
        return page.textContent("body");
    }
}
