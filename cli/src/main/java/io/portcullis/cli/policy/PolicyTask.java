package io.portcullis.cli.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.NearName;
import io.portcullis.cli.admin.OutputOptions;
import io.portcullis.policy.Identity;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import io.portcullis.policy.PolicyProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the policy commands have in common: output for people or programs, and the exit codes 0, 1 and 2. */
abstract class PolicyTask implements Callable<Integer> {

    static final int OK = ExitCode.OK.number();
    static final int FOUND = ExitCode.FINDINGS.number();

    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    /** Does the work; an exit code. */
    abstract int run() throws InvalidPolicyException, IOException;

    @Override
    public final Integer call() throws IOException {
        try {
            return run();
        } catch (InvalidPolicyException e) {
            if (json()) {
                printJson(Map.of("valid", false, "problems", problems(e.problems())));
            }
            e.problems().forEach(problem -> error(style(problem)));
            return ExitCode.INVALID.number();
        } finally {
            out().flush();
        }
    }

    final boolean json() {
        return output.json();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final void error(String line) {
        spec.commandLine().getErr().println(line);
    }

    final void print(String line) {
        out().println(line);
    }

    final void printJson(Object value) {
        print(toJson(value, true));
    }

    static String toJson(Object value, boolean indented) {
        try {
            var writer = indented ? JSON.writer(SerializationFeature.INDENT_OUTPUT) : JSON.writer();
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and strings can always be written", e);
        }
    }

    /** The text in picocli's markup style, on a terminal only: {@code red}, {@code green}, {@code yellow}, {@code bold}. */
    final String style(String style, String text) {
        // Text of a file is not markup: it is put between the codes, never parsed for them.
        return spec.commandLine().getColorScheme().ansi().enabled() ? Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.reset.on() : text;
    }

    final String style(PolicyProblem problem) {
        return style(problem.severity() == PolicyProblem.Severity.ERROR ? "red" : "yellow", problem.toString());
    }

    /** Loads the file that was named, or the installation's policy. */
    static Policy load(Path file) throws InvalidPolicyException {
        return Policy.load(file == null ? Installation.here().policy() : file);
    }

    /** A role that no entry names has no say: as meant, or mistyped. */
    final void noteUnknownRoles(String where, Policy policy, Identity caller) {
        caller.roles().stream().filter(role -> !policy.keys().contains(role)).sorted().forEach(role -> {
            String near = NearName.of(role, policy.keys()).map(name -> "; did you mean `" + name + "`?").orElse("");
            error("note: " + where + "the policy has no key `" + role + "`" + near);
        });
    }

    static List<Map<String, Object>> problems(List<PolicyProblem> problems) {
        return problems.stream().map(problem -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
            members.put("file", problem.file());
            members.put("line", problem.line());
            members.put("column", problem.column());
            members.put("message", problem.message());
            return members;
        }).toList();
    }
}
