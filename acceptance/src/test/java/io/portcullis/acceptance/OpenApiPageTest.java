package io.portcullis.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page on which a developer tries the gate's own endpoints. */
@OnStack
final class OpenApiPageTest {

    private final Gate gate;

    OpenApiPageTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void aDeveloperSignsInAndAsksForTheUserOnThePageItself() {
        try (Chromium chromium = new Chromium()) {
            Page page = chromium.person().page();
            List<String> errors = new ArrayList<>();
            page.onPageError(errors::add);
            page.navigate(gate.origin() + "/oauth2/docs");
            execute(page, "/oauth2/userinfo", null, "401");
            execute(page, "/oauth2/login", "{\"username\": \"moderator\", \"password\": \"moderator\"}", "200");
            Locator answer = execute(page, "/oauth2/userinfo", null, "200");
            assertThat(answer).containsText("\"moderator\"");
            assertEquals(List.of(), errors);
        }
    }

    /** Opens an operation, sends it, and waits for the status. */
    private static Locator execute(Page page, String path, String body, String status) {
        Locator operation = page.locator(".opblock")
                .filter(new Locator.FilterOptions().setHas(page.locator("[data-path='" + path + "']"))).first();
        if (operation.locator("button.execute").count() == 0) {
            operation.locator(".opblock-summary-control").click();
        }
        if (body != null) {
            operation.locator("textarea").first().fill(body);
        }
        operation.locator("button.execute").click();
        Locator answer = operation.locator(".live-responses-table");
        assertThat(answer.locator(".response-col_status").last()).containsText(status);
        return answer;
    }
}
