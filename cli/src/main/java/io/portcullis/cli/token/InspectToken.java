package io.portcullis.cli.token;

import com.nimbusds.jose.jwk.JWKSet;
import io.portcullis.cli.admin.AddressOptions;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Console;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.Installation;
import io.portcullis.cli.admin.RealmEndpoints;
import io.portcullis.cli.admin.TrustedRoots;
import io.portcullis.cli.admin.Web;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis token inspect}: what a token says, and why the gate would refuse it. */
@Command(
        name = "inspect",
        description = {
            "Show what a token says, and check it against the realm: signature, issuer, audience, times, linkage, "
                    + "revocation. Says why the gate would refuse it; with --location also what the policy decides.",
            "The token is read from a file or standard input: bare, after \"Bearer\", or in a token endpoint's JSON. It is "
                    + "never shown."
        },
        footerHeading = "%nExit codes: 0 the gate would accept it (and the policy permit it); 1 it would not; 2 no token; "
                + "3 Keycloak unreachable.%n%nExamples:%n",
        footer = {
            "  portcullis token inspect token.txt",
            "  portcullis token login --user alice | portcullis token inspect - --location \"GET /protected\"",
            "  portcullis token inspect access.txt --with refresh.txt"
        })
final class InspectToken implements Callable<Integer> {

    @Mixin
    private AddressOptions options;

    @Parameters(arity = "0..1", paramLabel = "FILE", defaultValue = "-",
            description = "The file with the token; - is standard input (the default).")
    private String file;

    @Option(names = "--location", paramLabel = "REQUEST",
            description = "A request to decide, such as \"GET /protected\" or \"@reports\".")
    private String location;

    @Option(names = {"-p", "--policy"}, paramLabel = "FILE",
            description = "The policy file for --location (PORTCULLIS_POLICY; policy.json).")
    private Path policyFile;

    @Option(names = "--with", paramLabel = "FILE", description = "The other token of a pair, to see whether they belong together.")
    private String other;

    @Override
    public Integer call() {
        Optional<AskedLocation> asked = Optional.ofNullable(location).map(AskedLocation::of);
        Optional<Policy> policy = asked.map(request -> policy());
        if (file.equals("-") && System.console() != null) {
            options.output().console().remark("paste the token, then Enter and Ctrl-D:");
        }
        ReadToken token = ReadToken.parse(TokenText.read(file));
        Optional<ReadToken> pair = Optional.ofNullable(other).map(TokenText::read).map(ReadToken::parse);

        Installation installation = options.installation();
        Web web = new Web(TrustedRoots.of(installation), options.timeout());
        RealmEndpoints realm = RealmEndpoints.of(web, options.url(), options.realm());
        Inspection inspection = new Inspection(realm.issuer(), installation.audience(), Clock.systemUTC());
        List<Finding> findings = new ArrayList<>();
        findings.add(new Signature(keys(web, realm)).of(token));
        findings.addAll(inspection.of(token));
        findings.add(new Introspection(web, realm, installation).of(token));
        pair.ifPresent(second -> findings.add(Inspection.pair(token, second)));
        boolean accepted = findings.stream().noneMatch(each -> each.verdict() == Finding.Verdict.REFUSED);
        asked.ifPresent(request -> findings.add(
                request.decide(policy.orElseThrow(), accepted ? new ClaimedIdentity(token) : null)));
        return show(token, findings, accepted);
    }

    private Policy policy() {
        try {
            return Policy.load(policyFile == null ? options.installation().policy() : policyFile);
        } catch (InvalidPolicyException e) {
            throw CommandFailure.invalid("the policy has errors:\n" + e.getMessage());
        }
    }

    private static JWKSet keys(Web web, RealmEndpoints realm) {
        URI address = realm.endpoint("jwks_uri")
                .orElseThrow(() -> CommandFailure.failed("the realm does not say where its keys are (jwks_uri)"));
        Web.Answer answer = web.get(address);
        try {
            return JWKSet.parse(answer.body());
        } catch (ParseException e) {
            throw CommandFailure.failed("the realm's keys cannot be read: " + address + " answers " + answer.status());
        }
    }

    private int show(ReadToken token, List<Finding> findings, boolean accepted) {
        Console console = options.output().console();
        List<Finding> against = findings.stream()
                .filter(each -> each.verdict() == Finding.Verdict.REFUSED)
                .toList();
        console.answer(Map.of(
                "header", token.header(),
                "claims", token.claims(),
                "findings", findings,
                "accepted", accepted,
                "permitted", against.isEmpty(),
                "refusedFor", against.stream().map(each -> each.about() + ": " + each.text()).toList()));
        console.say("header");
        new ClaimLines(console, Clock.systemUTC()).print(token.header());
        console.say("claims");
        new ClaimLines(console, Clock.systemUTC()).print(token.claims());
        console.say("checks");
        findings.forEach(each -> console.sayInColour("  " + mark(each) + " " + each.about() + ": " + Console.plain(each.text())));
        console.say("");
        if (against.isEmpty()) {
            console.sayInColour("@|green The gate would accept this token.|@");
        } else {
            console.sayInColour(accepted
                    ? "@|yellow The gate would accept this token, and not permit the request:|@"
                    : "@|red The gate would refuse this token:|@");
            against.forEach(each -> console.say("  " + each.about() + ": " + each.text()));
        }
        return (against.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS).number();
    }

    private static String mark(Finding finding) {
        return switch (finding.verdict()) {
            case GOOD -> "@|green ok     |@";
            case REFUSED -> "@|red refused|@";
            case UNKNOWN -> "@|yellow unknown|@";
            case NOTE -> "note   ";
        };
    }
}
