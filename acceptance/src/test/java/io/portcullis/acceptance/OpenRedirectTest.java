package io.portcullis.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where a real browser ends up when {@code rd} asks it to leave the site. */
@OnStack
final class OpenRedirectTest {

    private final Gate gate;

    OpenRedirectTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void noReturnAddressTakesTheBrowserToAnotherSite() throws Exception {
        String[] payloads = new ObjectMapper().readValue(
                Files.readString(Checkout.source("enforcer/src/test/resources/open-redirect/payloads.json")), String[].class);
        assertTrue(payloads.length >= 565, payloads.length + " payloads");
        Set<String> locations = new TreeSet<>();
        for (String payload : payloads) {
            Answer answer = gate.visitor().get("/oauth2/sign_out?rd=" + URLEncoder.encode(payload, StandardCharsets.UTF_8),
                    "Accept", Visitor.PAGE, "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "navigate",
                    "Sec-Fetch-Dest", "document");
            assertEquals(302, answer.status(), payload);
            locations.add(answer.header("Location"));
        }
        assertTrue(locations.size() > 1, "some of them are addresses of this site: " + locations);
        List<String> elsewhere = new ArrayList<>();
        try (Chromium chromium = new Chromium()) {
            Page page = chromium.person().page();
            page.onRequest(request -> {
                if (!request.url().startsWith(gate.origin() + "/")) {
                    elsewhere.add(request.url());
                }
            });
            for (String location : locations) {
                page.navigate(gate.origin() + "/");
                page.waitForNavigation(() -> page.evaluate("address => { location.href = address; }", location));
                assertTrue(page.url().startsWith(gate.origin() + "/"), location);
            }
        }
        assertEquals(List.of(), elsewhere);
    }
}
