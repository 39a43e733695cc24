package io.portcullis.cli.policy;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision.StepUp;
import io.portcullis.policy.Explanation.Finding;
import io.portcullis.policy.Explanation.Outcome;
import io.portcullis.policy.Explanation;
import io.portcullis.policy.Identity;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis policy explain}: the answer to one request, and what every entry has to do with it. */
@Command(
        name = "explain",
        description = "Tell the answer to a request and why: which entries matched, which missed, and at what.",
        footer = {"", "Without --role, --signed-in and --token the caller is anonymous. The answer is the gate's own: the same code",
            "decides. The exit code is 0 whenever there is an answer."})
final class ExplainCommand extends PolicyTask {

    @Option(names = {"-p", "--policy"}, paramLabel = "FILE", description = "The policy file (PORTCULLIS_POLICY; policy.json).")
    private Path file;

    @Option(names = "--role", split = ",", paramLabel = "ROLE", description = "A role of the caller; may be repeated. Client roles as client:role.")
    private Set<String> roles = new LinkedHashSet<>();

    @Option(names = "--signed-in", description = "The caller has a valid token, with or without roles.")
    private boolean signedIn;

    @Option(names = "--claim", paramLabel = "NAME=VALUE", description = "A claim of the caller's token; may be repeated.")
    private Map<String, String> claims = new LinkedHashMap<>();

    @Option(names = "--acr", paramLabel = "ACR", description = "The authentication context of the caller's token.")
    private String acr;

    @Option(names = "--auth-age", paramLabel = "SECONDS", description = "How long ago the caller authenticated.")
    private Long authAge;

    @Option(names = "--token", paramLabel = "FILE", description = "Read the caller from a token (JWT, or its claims as JSON). Its signature and times are NOT checked.")
    private Path token;

    @Option(names = "--location", paramLabel = "NAME", description = "The name that nginx states for its location ($portcullis_location).")
    private String locationName;

    @Option(names = "--host", paramLabel = "HOST", description = "The request's host, when URL has none.")
    private String host;

    @Option(names = "--targets", paramLabel = "FILE", description = "Ask for every raw request target of a file, one a line, instead of URL.")
    private Path targets;

    @Option(names = "--all", description = "Show also the entries that name another path.")
    private boolean all;

    @Parameters(index = "0", paramLabel = "METHOD", description = "The request method, for example GET.")
    private String method;

    @Parameters(index = "1", arity = "0..1", paramLabel = "URL", description = "An address or a raw request target, for example /articles/1.")
    private String url;

    @Override
    int run() throws InvalidPolicyException, IOException {
        if ((url == null) == (targets == null)) {
            throw CommandFailure.invalid("give either URL or --targets FILE");
        }
        Policy policy = load(file);
        Identity caller = caller();
        if (token == null && caller != null) {
            noteUnknownRoles("", policy, caller);
        }
        if (targets == null) {
            one(policy, request(url), caller);
            return OK;
        }
        if (!Files.isReadable(targets)) {
            throw CommandFailure.invalid(targets + ": no such file, or not readable");
        }
        try (var lines = Files.lines(targets, StandardCharsets.ISO_8859_1)) {
            lines.forEach(target -> line(policy, new AccessRequest(method, host, target, locationName), caller));
        }
        return OK;
    }

    private Identity caller() {
        boolean stated = !roles.isEmpty() || signedIn || !claims.isEmpty() || acr != null || authAge != null;
        if (token != null && stated) {
            throw CommandFailure.invalid("--token states the caller: leave out --role, --signed-in, --claim, --acr and --auth-age");
        }
        if (token == null) {
            long authTime = authAge == null ? 0 : Instant.now().getEpochSecond() - authAge;
            return stated ? Callers.of(roles, claims, acr, authTime) : null;
        }
        Callers.Supposed caller = Callers.fromToken(token);
        error("note: the token's signature, issuer, audience and times are not checked here; the gate checks them first");
        if (caller.claims().path("exp").asLong(Long.MAX_VALUE) < Instant.now().getEpochSecond()) {
            error("note: the token has expired: the gate would answer 401, or refresh it");
        }
        return caller;
    }

    /** An address is taken apart by hand: what stands in it must reach the policy unchanged. */
    private AccessRequest request(String address) {
        int scheme = address.indexOf("://");
        if (address.startsWith("/") || scheme < 0) {
            return new AccessRequest(method, host, address, locationName);
        }
        String rest = address.substring(scheme + 3);
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(0, end).replaceFirst("^.*@", "").replaceFirst(":[0-9]*$", "").toLowerCase(Locale.ROOT);
        String target = rest.substring(end);
        return new AccessRequest(method, authority, target.startsWith("/") ? target : "/" + target, locationName);
    }

    private void line(Policy policy, AccessRequest request, Identity caller) {
        var decision = policy.decide(request, caller);
        if (json()) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("target", request.target());
            members.putAll(Answer.members(decision));
            print(toJson(members, false));
        } else {
            print(Answer.of(decision) + "\t" + Answer.reason(decision) + "\t" + printable(request.target()));
        }
    }

    private void one(Policy policy, AccessRequest request, Identity caller) {
        Explanation explanation = policy.explain(request, caller);
        if (json()) {
            printJson(members(policy, explanation, request));
            return;
        }
        Answer answer = Answer.of(explanation.decision());
        print(style("bold", request.method() + " " + printable(request.target()))
                + (request.host() == null ? "" : " on " + request.host()) + " for " + who(caller)
                + ", policy revision " + policy.revision());
        print(style(answer == Answer.PERMIT ? "green" : "red", answer + " (" + Answer.reason(explanation.decision()) + ")")
                + summary(explanation));
        show("these entries name the request", explanation.findings().stream()
                .filter(finding -> finding.outcome().compareTo(Outcome.NOT_HELD) <= 0).toList());
        show("these come near", explanation.findings().stream()
                .filter(finding -> finding.outcome().compareTo(Outcome.NOT_HELD) > 0
                        && finding.outcome() != Outcome.OTHER_PATH).toList());
        List<Finding> others = explanation.findings().stream()
                .filter(finding -> finding.outcome() == Outcome.OTHER_PATH).toList();
        if (all) {
            show("these name something else", others);
        } else if (!others.isEmpty()) {
            print("");
            print(others.size() + (others.size() == 1 ? " entry names" : " entries name") + " another path; --all shows them");
        }
    }

    private static String summary(Explanation explanation) {
        if (explanation.refusal() != null) {
            return ": " + explanation.refusal().why();
        }
        if (explanation.decision() instanceof StepUp stepUp) {
            return ": `" + stepUp.location() + "` asks for"
                    + (stepUp.acr() == null ? "" : " acr " + stepUp.acr())
                    + (stepUp.maxAge() < 0 ? "" : " max_age " + stepUp.maxAge());
        }
        return explanation.decision().location() == null
                ? ": no entry names it" : ": `" + explanation.decision().location() + "`";
    }

    private void show(String heading, List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        print("");
        print(heading + ":");
        int key = findings.stream().mapToInt(finding -> finding.rule().key().length()).max().orElse(0);
        int location = findings.stream().mapToInt(finding -> finding.rule().location().text().length()).max().orElse(0);
        for (Finding finding : findings) {
            String mark = finding.outcome() == Outcome.PERMITS ? style("green", "+") : style("red", "-");
            print(String.format("  %s line %-4d %-" + key + "s  %-" + location + "s  %s", mark, finding.rule().line(),
                    finding.rule().key(), finding.rule().location().text(), finding.detail()));
        }
    }

    private Map<String, Object> members(Policy policy, Explanation explanation, AccessRequest request) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("revision", policy.revision());
        members.put("method", request.method());
        members.put("host", request.host());
        members.put("target", request.target());
        members.put("path", explanation.path());
        members.put("signatureChecked", token == null ? null : Boolean.FALSE);
        members.putAll(Answer.members(explanation.decision()));
        if (explanation.refusal() != null) {
            members.put("refusal", explanation.refusal().name().toLowerCase(Locale.ROOT));
            members.put("why", explanation.refusal().why());
        }
        members.put("entries", explanation.findings().stream()
                .filter(finding -> all || finding.outcome() != Outcome.OTHER_PATH).map(ExplainCommand::members).toList());
        return members;
    }

    private static Map<String, Object> members(Finding finding) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("key", finding.rule().key());
        members.put("location", finding.rule().location().text());
        members.put("line", finding.rule().line());
        members.put("column", finding.rule().column());
        members.put("outcome", finding.outcome().name().toLowerCase(Locale.ROOT));
        members.put("detail", finding.detail());
        return members;
    }

    private static String who(Identity caller) {
        if (caller == null) {
            return "an anonymous caller";
        }
        return caller.roles().isEmpty() ? "a caller without roles" : String.join(", ", caller.roles());
    }

    /** A target may hold control characters, which are not for a terminal. */
    private static String printable(String target) {
        return target.replaceAll("[^\\x20-\\x7e]", "\u00b7");
    }
}
