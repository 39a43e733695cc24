package io.portcullis.cli.doctor;

import io.portcullis.cli.admin.Web;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Location;
import io.portcullis.policy.Location.Segment;
import io.portcullis.policy.Policy;
import io.portcullis.policy.RequestTarget;
import io.portcullis.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A request that the policy does not permit to a stranger. Only {@code GET} is ever sent: were the gate off, anything
 * else could do harm to the application.
 *
 * @param rule the policy's entry that it was made from
 * @param path a path within that entry, in canonical form
 */
record Probe(Rule rule, String path) {

    private static final String SOMETHING = "portcullis-doctor";

    /** What came of a probe. */
    enum Outcome {
        /** Refused, or sent to the login, by the gate. */
        REFUSED,
        /** nginx could have no decision; it lets nobody pass then. */
        UNDECIDED,
        /** Neither: it went past the gate. */
        PASSED
    }

    /** Probes for all entries of the policy but named ones, and those for another host where the site has HTTPS. */
    static List<Probe> of(Policy policy) {
        List<Probe> probes = new ArrayList<>();
        for (Rule rule : policy.rules()) {
            if (rule.location().name() == null && rule.location().host() == null) {
                for (String path : paths(rule.location())) {
                    Probe probe = new Probe(rule, path);
                    boolean known = probes.stream().anyMatch(each -> each.path.equals(path));
                    if (!known && !probe.isPublic(policy)) {
                        probes.add(probe);
                    }
                }
            }
        }
        return probes;
    }

    private static List<String> paths(Location location) {
        String path = location.segments().stream()
                .map(segment -> "/" + (segment instanceof Segment.Literal literal ? literal.text() : SOMETHING))
                .collect(Collectors.joining());
        if (!location.open()) {
            return List.of(path);
        }
        return path.isEmpty() ? List.of("/" + SOMETHING) : List.of(path + "/" + SOMETHING, path);
    }

    private boolean isPublic(Policy policy) {
        return policy.decide(new AccessRequest("GET", null, target(), null), null) instanceof Decision.Permit;
    }

    /** The path as it is sent. */
    String target() {
        return RequestTarget.encode(path);
    }

    static Outcome outcome(Web.Answer answer) {
        boolean toLogin = answer.status() == 302 && answer.header("Location").contains("/oauth2/start");
        if (answer.status() == 401 || answer.status() == 403 || toLogin) {
            return Outcome.REFUSED;
        }
        // Without the gate's snippet nginx says 500 when it can have no decision.
        return answer.status() == 503 && answer.body().contains("temporarily_unavailable") || answer.status() == 500
                ? Outcome.UNDECIDED
                : Outcome.PASSED;
    }
}
