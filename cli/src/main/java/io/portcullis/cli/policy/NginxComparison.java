package io.portcullis.cli.policy;

import io.portcullis.cli.policy.NginxServer.Place;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision.Reason;
import io.portcullis.policy.Location.Segment;
import io.portcullis.policy.Location;
import io.portcullis.policy.Policy;
import io.portcullis.policy.RequestTarget;
import io.portcullis.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Where an nginx configuration and a policy do not speak of the same locations. */
public final class NginxComparison {

    /** What is wrong at a place. */
    public enum Kind {
        /** The policy keeps it for some, and nginx does not ask the gate. */
        NOT_PROTECTED,
        /** The policy names it, and nginx has no location for it. */
        NO_LOCATION,
        /** nginx asks the gate, and the policy names nothing there: everything is refused. */
        NOT_IN_POLICY,
        /** The policy speaks of a named location that nginx never states. */
        NAME_NOT_SET,
        /** A regular expression of nginx that the policy cannot be compared with. */
        CANNOT_TELL
    }

    /**
     * Something that does not agree.
     *
     * @param kind what is wrong
     * @param where file and line, of nginx's configuration or of the policy
     * @param message what is wrong, in words
     */
    public record Finding(Kind kind, String where, String message) {}

    private static final String SOME = "~any~segment~";

    private final Policy policy;
    private final List<NginxServer> servers;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Place> reached = new LinkedHashSet<>();

    private NginxComparison(Policy policy, List<NginxServer> servers) {
        this.policy = policy;
        // A server that protects nothing is another site, unless it is the only one.
        List<NginxServer> gated = servers.stream()
                .filter(server -> server.places().stream().anyMatch(Place::isProtected)).toList();
        this.servers = gated.isEmpty() ? servers : gated;
    }

    /**
     * Compares.
     *
     * @param policy the policy
     * @param servers nginx's servers; those that protect nothing are left out where others do
     * @return what does not agree
     */
    public static List<Finding> of(Policy policy, List<NginxServer> servers) {
        NginxComparison comparison = new NginxComparison(policy, servers);
        policy.rules().forEach(comparison::rule);
        comparison.servers.forEach(comparison::server);
        return comparison.findings.stream().distinct().toList();
    }

    private void rule(Rule rule) {
        Location location = rule.location();
        String line = "line " + rule.line() + " of the policy";
        if (location.name() != null) {
            List<Place> named = servers.stream().flatMap(server -> server.places().stream())
                    .filter(place -> location.name().equals(place.gateName())).toList();
            if (named.isEmpty()) {
                add(Kind.NAME_NOT_SET, line, "`@" + location.name() + "` of `" + rule.key()
                        + "`: no location sets $portcullis_location to `" + location.name() + "`");
            }
            named.stream().filter(place -> !place.isProtected()).forEach(place -> add(Kind.NOT_PROTECTED, place.where(),
                    "`" + place.text() + "` sets the name `" + location.name() + "` and does not ask the gate"));
            return;
        }
        for (NginxServer server : servers) {
            if (location.host() == null || server.names().isEmpty() || server.names().contains(location.host())) {
                rule(rule, server);
            }
        }
    }

    private void rule(Rule rule, NginxServer server) {
        for (String path : samples(rule.location())) {
            Place chosen = server.choose(path);
            if (chosen == null) {
                add(Kind.NO_LOCATION, server.file() + ":" + server.line(), "`" + rule.location() + "` of `" + rule.key()
                        + "`: the server has no location for it");
                return;
            }
            reached.add(chosen);
            if (!chosen.isProtected() && !isOpenToEveryone(rule.location())) {
                add(Kind.NOT_PROTECTED, chosen.where(), "`" + chosen.text() + "` does not ask the gate, and `"
                        + rule.location() + "` is kept for `" + rule.key() + "`");
                return;
            }
        }
    }

    private void server(NginxServer server) {
        for (Place place : server.places()) {
            if (place.isProtected() && place.bypass() != null) {
                add(Kind.NOT_PROTECTED, place.where(), "`" + place.text() + "` " + place.bypass());
            }
            if (!place.isProtected() || place.gateName() != null && isNamed(place.gateName()) || reached.contains(place)) {
                continue;
            }
            if (place.isRegex()) {
                add(Kind.CANNOT_TELL, place.where(), "`" + place.text() + "`: whether the policy names what it matches cannot"
                        + " be told from a regular expression; give it a name ($portcullis_location) to be sure");
            } else if (!policyNames(server, place.pattern()) && !policyNames(server, place.pattern() + SOME)
                    && !policyNames(server, place.pattern() + "/" + SOME)) {
                add(Kind.NOT_IN_POLICY, place.where(), "`" + place.text()
                        + "` asks the gate, and no entry of the policy names it: everything there is refused");
            }
        }
    }

    private boolean policyNames(NginxServer server, String path) {
        Set<String> methods = policy.rules().stream().flatMap(rule -> rule.location().methods().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        methods.add("GET");
        Set<String> hosts = new LinkedHashSet<>(server.names());
        hosts.add("");
        return methods.stream().anyMatch(method -> hosts.stream().anyMatch(host -> {
            Reason reason = policy.decide(new AccessRequest(method, host, RequestTarget.encode(path), null), null).reason();
            return reason != Reason.NOT_IN_POLICY && reason != Reason.AMBIGUOUS_REQUEST;
        }));
    }

    private boolean isNamed(String name) {
        return policy.rules().stream().anyMatch(rule -> name.equals(rule.location().name()));
    }

    private boolean isOpenToEveryone(Location location) {
        return policy.rules().stream().anyMatch(rule -> rule.key().equals("@public") && rule.location().covers(location));
    }

    private static List<String> samples(Location location) {
        String path = location.segments().stream()
                .map(segment -> "/" + (segment instanceof Segment.Literal literal ? literal.text() : SOME))
                .collect(Collectors.joining());
        if (!location.open()) {
            return List.of(path);
        }
        List<String> open = new ArrayList<>(List.of(path + "/", path + "/" + SOME));
        if (!path.isEmpty()) {
            open.add(path);
        }
        return open;
    }

    private void add(Kind kind, String where, String message) {
        findings.add(new Finding(kind, where, message));
    }
}
