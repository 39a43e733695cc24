package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "Show the end of the local stack's logs.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    @Option(names = {"-f", "--follow"}, description = "Go on showing what is written, until Ctrl-C.")
    private boolean follow;

    @Option(names = {"-n", "--lines"}, defaultValue = "50", paramLabel = "count",
            description = "How many lines of each log (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Parameters(paramLabel = "part", description = "Only these: keycloak, enforcer, demo, nginx.")
    private List<String> parts = List.of();

    @Override
    public Integer call() throws Exception {
        Map<String, Path> logs = new LocalStack(StackSettings.from(System.getenv()), (part, text) -> {}).logs();
        List<String> tail = new ArrayList<>(List.of("tail", "-n", Integer.toString(lines)));
        if (follow) {
            tail.add("-F");
        }
        tail.add("--");
        int before = tail.size();
        for (String part : parts.isEmpty() ? logs.keySet() : parts) {
            Path log = logs.get(part);
            if (log == null) {
                throw new NotPossible("there is no part \"" + part + "\"; the parts are " + String.join(", ", logs.keySet()));
            }
            if (Files.exists(log)) {
                tail.add(log.toString());
            }
        }
        if (tail.size() == before) {
            throw new NotPossible("there are no logs yet; start the stack with: ./portcullis up");
        }
        Process process = new ProcessBuilder(tail).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }
}
