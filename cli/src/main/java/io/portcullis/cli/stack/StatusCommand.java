package io.portcullis.cli.stack;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        description = "Show how each part of the local stack is; the exit status is 0 only when all are ready.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<PartStatus> parts = new LocalStack(StackSettings.from(System.getenv()), (part, text) -> {}).status();
        for (PartStatus part : parts) {
            String pid = part.pid().map(id -> " (process " + id + ")").orElse("");
            String how = part.trouble().isEmpty() ? "ready"
                    : part.pid().isEmpty() ? "not running" : "not ready: " + part.trouble().get();
            out.printf("%-10s %s%s%s%n", part.name(), how, pid, part.pid().isEmpty() ? "" : "  " + part.address());
            part.notice().stream().flatMap(String::lines).forEach(line -> out.printf("%-10s %s%n", "", line));
        }
        out.flush();
        return parts.stream().allMatch(part -> part.trouble().isEmpty()) ? 0 : 1;
    }
}
