package io.portcullis.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** An administrator gives and takes a role in Keycloak's console while the user's page asks again and again. */
@OnStack
final class LiveChangesInTheConsoleTest {

    /** Notes, in the page, when the answer of the watched location became what. */
    private static final String POLL = """
            () => { window.seen = [];
              setInterval(async () => {
                const status = (await fetch('/protected', {headers: {Accept: 'application/json'}})).status;
                const last = window.seen[window.seen.length - 1];
                if (!last || last.status !== status) window.seen.push({status, at: Date.now()});
              }, 50); }""";
    private static final String CHANGED = "number => window.seen.length > number";

    private final Gate gate;

    LiveChangesInTheConsoleTest(Gate gate) {
        this.gate = gate;
    }

    @Test
    void theUsersPageSeesTheClickWithinASecond() throws Exception {
        try (Employee employee = new Employee(gate, "watcher", "user"); Chromium chromium = new Chromium()) {
            Page watching = chromium.personWithScripts().page();
            Person watcher = new Person(watching);
            watcher.visit(gate.origin() + "/articles/1");
            watcher.signIn(employee.name());
            watching.evaluate(POLL);
            watching.waitForFunction(CHANGED, 0);
            Page console = chromium.person().page();
            console.navigate(gate.ports().keycloakOrigin() + "/admin/master/console/#/portcullis/users/" + employee.id()
                    + "/role-mapping");
            new Person(console).signIn("admin");

            openAssignment(console);
            long given = click(console.getByRole(AriaRole.DIALOG)
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Assign").setExact(true)));
            seen(watching, 1, 200, given, "role given in the console");

            assertThat(console.getByText("User role mapping successfully updated").first()).isVisible();
            openRemoval(console);
            long taken = click(console.getByTestId("confirm"));
            seen(watching, 2, 403, taken, "role taken in the console");
        }
    }

    private static void openAssignment(Page console) {
        console.getByText("Assign role").first().click();
        console.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Realm roles")).click();
        row(console.getByRole(AriaRole.DIALOG).getByRole(AriaRole.ROW), console).getByRole(AriaRole.CHECKBOX).check();
    }

    private static void openRemoval(Page console) {
        row(console.getByRole(AriaRole.ROW), console).getByRole(AriaRole.CHECKBOX).check();
        console.getByTestId("unAssignRole").click();
    }

    private static Locator row(Locator rows, Page console) {
        return rows.filter(new Locator.FilterOptions()
                .setHas(console.getByText("moderator", new Page.GetByTextOptions().setExact(true))));
    }

    private static long click(Locator button) {
        long now = System.currentTimeMillis();
        button.click();
        return now;
    }

    private static void seen(Page watching, int number, int status, long clicked, String what) {
        watching.waitForFunction(CHANGED, number);
        int seen = (int) watching.evaluate("number => window.seen[number].status", number);
        long at = ((Number) watching.evaluate("number => window.seen[number].at", number)).longValue();
        System.out.printf("live changes: %s, seen by the user's page after %d ms%n", what, at - clicked);
        assertEquals(status, seen);
        Stopwatch.promise(what, at - clicked);
    }
}
