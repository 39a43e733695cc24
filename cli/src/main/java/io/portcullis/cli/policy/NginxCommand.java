package io.portcullis.cli.policy;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.policy.NginxComparison.Finding;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Location;
import io.portcullis.policy.NginxLocation;
import io.portcullis.policy.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code portcullis policy nginx}: the location blocks for a policy, or where a configuration and the policy differ. */
@Command(
        name = "nginx",
        description = "Print the nginx location blocks for a policy; with --conf, tell where a configuration and the policy differ.",
        footer = {"", "With --conf, the exit code is 1 when a location is protected in one place and not in the other."})
final class NginxCommand extends PolicyTask {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The policy file (PORTCULLIS_POLICY; policy.json).")
    private Path argument;

    @Option(names = {"-p", "--policy"}, paramLabel = "FILE", description = "The same, as the other commands have it.")
    private Path option;

    @Option(names = "--conf", paramLabel = "FILE", description = "An nginx configuration to compare with; what it includes is read as well.")
    private Path conf;

    @Option(names = "--upstream", paramLabel = "URL", description = "Where the blocks pass requests to (default: ${DEFAULT-VALUE}).")
    private String upstream = "http://application";

    @Override
    int run() throws InvalidPolicyException {
        Policy policy = load(argument != null ? argument : option);
        return conf == null ? blocks(policy) : compare(policy);
    }

    private int compare(Policy policy) {
        List<NginxServer> servers = NginxServer.of(NginxConf.read(conf));
        if (servers.isEmpty()) {
            throw CommandFailure.invalid(conf + ": there is no server in it");
        }
        List<Finding> findings = NginxComparison.of(policy, servers);
        boolean wrong = findings.stream().anyMatch(finding -> finding.kind() != NginxComparison.Kind.CANNOT_TELL);
        if (json()) {
            printJson(Map.of("revision", policy.revision(), "findings", findings.stream().map(finding -> {
                Map<String, Object> members = new LinkedHashMap<>();
                members.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
                members.put("where", finding.where());
                members.put("message", finding.message());
                return members;
            }).toList()));
        } else {
            for (Finding finding : findings) {
                boolean bad = finding.kind() == NginxComparison.Kind.NOT_PROTECTED;
                print(style(bad ? "red" : "yellow", finding.where() + ": " + finding.message()));
            }
            print(findings.isEmpty() ? style("green", "nginx and the policy speak of the same locations")
                    : findings.size() + (findings.size() == 1 ? " finding" : " findings"));
        }
        return wrong ? FOUND : OK;
    }

    private int blocks(Policy policy) {
        Map<String, List<NginxLocation>> servers = servers(policy);
        if (json()) {
            printJson(servers.entrySet().stream().map(server -> {
                Map<String, Object> members = new LinkedHashMap<>();
                members.put("host", server.getKey().isEmpty() ? null : server.getKey());
                members.put("locations", server.getValue().stream().map(location -> Map.of(
                        "directive", location.directive(), "location", location.location().text())).toList());
                return members;
            }).toList());
            return OK;
        }
        print("# The locations of the policy (revision " + policy.revision() + "). What it does not name is refused by");
        print("# the gate wherever it is asked, so one `location /` with the include protects all of them as well.");
        servers.forEach((host, locations) -> {
            print("");
            print(host.isEmpty() ? "# for every server" : "# for the server with server_name " + host);
            locations.forEach(location -> {
                print(location.directive() + " {");
                print("    include snippets/auth_subrequest.conf;");
                print("    proxy_pass " + upstream + ";");
                print("}");
            });
        });
        policy.rules().stream().map(rule -> rule.location().name()).filter(name -> name != null).distinct().forEach(name -> {
            print("");
            print("# @" + name + ": put these in the location that is to have the name");
            print("#     set $portcullis_location " + name + ";");
            print("#     include snippets/auth_subrequest.conf;");
        });
        return OK;
    }

    /** The locations for every host, and under each host of the policy those and its own. */
    private static Map<String, List<NginxLocation>> servers(Policy policy) {
        List<Location> named = policy.rules().stream().map(rule -> rule.location()).toList();
        Set<String> hosts = new LinkedHashSet<>(List.of(""));
        named.stream().map(Location::host).filter(host -> host != null).forEach(hosts::add);
        Map<String, List<NginxLocation>> servers = new LinkedHashMap<>();
        for (String host : hosts) {
            List<Location> served = new ArrayList<>(named);
            served.removeIf(location -> location.host() != null && !location.host().equals(host));
            servers.put(host, NginxLocation.of(served));
        }
        return servers;
    }
}
