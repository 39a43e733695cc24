package io.portcullis.acceptance;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Chromium of this machine, without a window. */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Playwright playwright = Playwright.create();
    private final Browser browser = playwright.chromium().launch(new LaunchOptions()
            .setExecutablePath(program())
            .setHeadless(true)
            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync")));

    /** A browser profile of its own: someone else's computer. */
    Person person() {
        return new Person(browser.newContext().newPage());
    }

    /** Someone whose pages run scripts that the test brings; those of the demo permit none. */
    Person personWithScripts() {
        return new Person(browser.newContext(new NewContextOptions().setBypassCSP(true)).newPage());
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }

    private static Path program() {
        return Stream.of(System.getenv("PATH").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "these tests need Chromium; ./portcullis test installs it, or: apt-get install -y chromium"));
    }
}
