package io.portcullis.provider.it;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person's browser as far as Keycloak's pages need one: cookies, redirects, and the one form of a page. */
final class BrowserSession {

    private static final Pattern FORM_ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final int REDIRECTS = 12;

    private final TestRealm realm;
    private final String clientId;
    private final Http http = Http.browser();
    private final String verifier = UUID.randomUUID() + "-" + UUID.randomUUID();
    private Http.Answer page;
    private String landed;

    private BrowserSession(TestRealm realm, String clientId) {
        this.realm = realm;
        this.clientId = clientId;
    }

    /** Opens the client's login. */
    static BrowserSession open(TestRealm realm, String clientId, String scope, String... more) throws Exception {
        BrowserSession browser = new BrowserSession(realm, clientId);
        return browser.authorize(clientId, scope, more);
    }

    /** Opens a client's login in this browser, which may be signed in already. */
    BrowserSession authorize(String client, String scope, String... more) throws Exception {
        return visit(realm.at("/protocol/openid-connect/auth?" + authorization(client, scope, more)));
    }

    String authorization(String client, String scope, String... more) throws Exception {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", client);
        query.put("response_type", "code");
        query.put("redirect_uri", redirectUri());
        query.put("scope", scope);
        query.put("code_challenge_method", "S256");
        query.put("code_challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII))));
        for (int i = 0; i < more.length; i += 2) {
            query.put(more[i], more[i + 1]);
        }
        return Http.encode(query);
    }

    static BrowserSession blank(TestRealm realm, String clientId) {
        return new BrowserSession(realm, clientId);
    }

    BrowserSession visit(URI uri) throws Exception {
        landed = null;
        return follow(uri, http.get(uri));
    }

    /** Sends the page's form. */
    BrowserSession submit(Map<String, String> fields) throws Exception {
        Matcher action = FORM_ACTION.matcher(page.body());
        if (!action.find()) {
            throw new AssertionError("No form on the page (" + page.status() + "): " + page.body());
        }
        URI uri = page.response().uri().resolve(action.group(1).replace("&amp;", "&"));
        return follow(uri, http.form(uri, fields));
    }

    BrowserSession signIn(String user) throws Exception {
        return submit(Map.of("username", user, "password", user));
    }

    private BrowserSession follow(URI from, Http.Answer answer) throws Exception {
        URI at = from;
        Http.Answer current = answer;
        for (int i = 0; i < REDIRECTS && current.status() / 100 == 3; i++) {
            at = at.resolve(current.location());
            if (at.toString().startsWith(redirectUri())) {
                landed = at.toString();
                return this;
            }
            current = http.get(at);
        }
        page = current;
        return this;
    }

    Http.Answer page() {
        if (landed != null) {
            throw new AssertionError("Expected a page of Keycloak, but the browser went to " + landed);
        }
        return page;
    }

    /** A link of the page, by its id or a part of its address. */
    URI link(String idOrAddress) {
        Matcher link = Pattern.compile("<a\\s[^>]*>").matcher(page.body());
        while (link.find()) {
            Matcher href = Pattern.compile("href=\"([^\"]+)\"").matcher(link.group());
            if (link.group().contains(idOrAddress) && href.find()) {
                return page.response().uri().resolve(href.group(1).replace("&amp;", "&"));
            }
        }
        throw new AssertionError("No link " + idOrAddress + " on the page: " + page.body());
    }

    /** A parameter that came back to the client. */
    String returned(String parameter) {
        if (landed == null) {
            throw new AssertionError("The browser did not come back to the client (" + page.status() + "): " + page.body());
        }
        Matcher value = Pattern.compile("[?&#]" + parameter + "=([^&#]+)").matcher(landed);
        if (!value.find()) {
            throw new AssertionError("No " + parameter + " in " + landed);
        }
        return value.group(1);
    }

    /** Exchanges the code that came back. */
    Http.Answer exchangeCode() throws Exception {
        return exchangeCode(clientId);
    }

    Http.Answer exchangeCode(String client) throws Exception {
        return realm.token(Map.of("grant_type", "authorization_code", "code", returned("code"), "client_id", client,
                "redirect_uri", redirectUri(), "code_verifier", verifier));
    }

    static String redirectUri() {
        return KeycloakCluster.PUBLIC_ORIGIN + "/oauth2/callback";
    }
}
