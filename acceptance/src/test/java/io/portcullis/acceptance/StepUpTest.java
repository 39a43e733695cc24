package io.portcullis.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.nio.ByteBuffer;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** A location for which the policy wants {@code acr} 2: Keycloak asks for a one-time code, there and nowhere else. */
@OnStack
final class StepUpTest {

    private static final String KEYS = "/admin/keys/7";

    private final Gate gate;

    StepUpTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void whoeverNeedsMoreThanAPasswordIsAskedForItAndComesBack() throws Exception {
        try (Employee employee = new Employee(gate, "keykeeper", "admin"); Chromium chromium = new Chromium()) {
            Person keeper = chromium.person();
            keeper.visit(gate.origin() + "/admin");
            keeper.signIn(employee.name());
            assertEquals(gate.origin() + "/admin", keeper.page().url(), "a password is enough for the rest");

            keeper.visit(gate.origin() + KEYS);
            setUpCode(keeper.page());

            assertEquals(gate.origin() + KEYS, keeper.page().url());
            assertTrue(keeper.text().contains("\"path\" : \"" + KEYS + "\""), keeper.text());
        }
    }

    @Test
    void aProgramIsToldWhatIsMissing() throws Exception {
        Answer answer = gate.signedInAs("admin").get(KEYS, "Accept", Visitor.JSON);
        String challenge = answer.header("WWW-Authenticate");
        assertEquals(401, answer.status());
        assertTrue(challenge.contains("insufficient_user_authentication") && challenge.contains("acr_values=\"2\""), challenge);
    }

    /** Who has no code yet sets one up, as Keycloak's page says. */
    private static void setUpCode(Page page) throws Exception {
        assertThat(page.locator("#mode-manual")).isVisible();
        page.click("#mode-manual");
        String secret = page.textContent("#kc-totp-secret-key").replaceAll("\\s", "");
        page.fill("#totp", code(secret, Instant.now()));
        page.fill("#userLabel", "test");
        page.click("#saveTOTPBtn");
        page.waitForLoadState();
    }

    /** RFC 6238 with Keycloak's defaults: HMAC-SHA-1, six digits, thirty seconds. */
    private static String code(String base32, Instant now) throws Exception {
        ByteBuffer key = ByteBuffer.allocate(base32.length() * 5 / 8);
        long bits = 0;
        int held = 0;
        for (char letter : base32.toCharArray()) {
            bits = bits << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
            held += 5;
            if (held >= 8 && key.hasRemaining()) {
                held -= 8;
                key.put((byte) (bits >> held));
            }
        }
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(key.array(), "HmacSHA1"));
        byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(now.getEpochSecond() / 30).array());
        int offset = hash[hash.length - 1] & 0xF;
        return "%06d".formatted((ByteBuffer.wrap(hash).getInt(offset) & 0x7FFFFFFF) % 1_000_000);
    }
}
