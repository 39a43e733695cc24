package io.portcullis.cli.policy;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.policy.Expectations.Expectation;
import io.portcullis.policy.Decision;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis policy test}: whether a policy answers as a file of expectations says. */
@Command(
        name = "test",
        description = "Try a file of expectations: callers, requests, and the answers they must get.",
        footer = {
            "",
            "A file of expectations:",
            "  anonymous",
            "    permit   GET /",
            "    sign-in  GET /me",
            "  user preferred_username=alice",
            "    permit   GET,HEAD /users/alice/x",
            "    forbid   DELETE /articles/1",
            "  admin acr=2 auth-age=60",
            "    permit   GET /admin/keys/1",
            "    permit   GET /2026.pdf @reports",
            "Answers: permit (202), sign-in (401), step-up (401), forbid (403)."
        })
final class TestCommand extends PolicyTask {

    @Parameters(paramLabel = "FILE", description = "The expectations, for example policy.test.txt.")
    private Path expectations;

    @Option(names = {"-p", "--policy"}, paramLabel = "FILE", description = "The policy file (PORTCULLIS_POLICY; policy.json).")
    private Path file;

    @Override
    int run() throws InvalidPolicyException {
        Policy policy = load(file);
        List<Expectation> all = Expectations.read(expectations.toString(), lines(expectations));
        Set<String> told = new HashSet<>();
        all.stream().filter(expectation -> expectation.caller() != null && told.add(expectation.who())).forEach(
                expectation -> noteUnknownRoles(expectations + ":" + expectation.line() + ": ", policy, expectation.caller()));
        List<Map<String, Object>> failures = new ArrayList<>();
        for (Expectation expectation : all) {
            Decision decision = policy.decide(expectation.request(), expectation.caller());
            if (Answer.of(decision) != expectation.answer()) {
                failures.add(members(expectation, decision));
                if (!json()) {
                    print(expectations + ":" + expectation.line() + ": " + expectation.who() + ": "
                            + expectation.request().method() + " " + expectation.request().target() + ": expected "
                            + expectation.answer() + ", found " + style("red", Answer.of(decision).toString()) + " ("
                            + Answer.reason(decision)
                            + (decision.location() == null ? "" : ", `" + decision.location() + "`") + ")");
                }
            }
        }
        if (json()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("revision", policy.revision());
            members.put("expectations", all.size());
            members.put("failed", failures.size());
            members.put("failures", failures);
            printJson(members);
        } else {
            print(all.size() + (all.size() == 1 ? " expectation: " : " expectations: ") + style("green", all.size() - failures.size() + " met") + ", "
                    + style(failures.isEmpty() ? "green" : "red", failures.size() + " failed"));
        }
        return failures.isEmpty() ? OK : FOUND;
    }

    private static Map<String, Object> members(Expectation expectation, Decision found) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("line", expectation.line());
        members.put("caller", expectation.who());
        members.put("method", expectation.request().method());
        members.put("host", expectation.request().host());
        members.put("target", expectation.request().target());
        members.put("expected", expectation.answer().toString());
        members.put("found", Answer.members(found));
        return members;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw CommandFailure.invalid(file + ": no such file, or not readable as UTF-8");
        }
    }
}
