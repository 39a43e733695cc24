package io.portcullis.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code portcullis} command as a process of its own, as people run it. */
final class PortcullisCommand {

    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final Process process;
    private final Path output;

    private PortcullisCommand(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** What it said and how it ended. */
    record Result(int status, String output) {}

    static Result run(Checkout checkout, Map<String, String> settings, String... words) throws Exception {
        return start(checkout, settings, words).result();
    }

    static Result run(Checkout checkout, String... words) throws Exception {
        return run(checkout, Map.of(), words);
    }

    static PortcullisCommand start(Checkout checkout, Map<String, String> settings, String... words) throws IOException {
        // Whoever runs the tests in the background lets them inherit an ignored SIGINT; a person's terminal does not.
        List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", Checkout.cliJar().toString()));
        line.addAll(List.of(words));
        Path output = Files.createTempFile("portcullis", ".out");
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .directory(checkout.file(".").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        checkout.environment().forEach((name, value) -> {
            if (name.startsWith("PORTCULLIS_")) {
                builder.environment().put(name, value);
            }
        });
        builder.environment().putAll(settings);
        return new PortcullisCommand(builder.start(), output);
    }

    /** Waits until it has said the words. */
    PortcullisCommand untilItSays(String words) throws Exception {
        Eventually.until(PATIENCE, this::said, text -> text.contains(words) || !process.isAlive());
        if (!said().contains(words)) {
            throw new AssertionError("ended without saying \"" + words + "\":\n" + said());
        }
        return this;
    }

    /** What Ctrl-C does. */
    PortcullisCommand interrupt() throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        return this;
    }

    Result result() throws Exception {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroy();
            throw new AssertionError("did not end in time:\n" + said());
        }
        String said = said();
        Files.delete(output);
        return new Result(process.exitValue(), said);
    }

    private String said() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
