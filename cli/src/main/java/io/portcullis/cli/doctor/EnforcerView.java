package io.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Web;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the enforcer says of itself on its management port.
 *
 * @param address where it was asked
 * @param health its readiness; a missing node when it does not answer there
 * @param metrics its metrics in Prometheus' text form; empty when it does not answer there
 * @param ahead how far its clock is ahead of this machine's
 */
record EnforcerView(URI address, JsonNode health, String metrics, Optional<Duration> ahead) {

    static EnforcerView of(Web web, URI management, Clock clock) {
        try {
            JsonNode health = web.get(URI.create(management + "/q/health/ready")).json();
            Web.Answer metrics = web.get(URI.create(management + "/q/metrics"));
            return new EnforcerView(management, health, metrics.status() == 200 ? metrics.body() : "",
                    clockOf(metrics.body()).map(theirs -> Duration.between(clock.instant(), theirs)));
        } catch (CommandFailure e) {
            return new EnforcerView(management, MissingNode.getInstance(), "", Optional.empty());
        }
    }

    boolean answers() {
        return health.path("checks").isArray();
    }

    /** The part of the readiness with a name. */
    JsonNode part(String name) {
        for (JsonNode part : health.path("checks")) {
            if (part.path("name").asText().equals(name)) {
                return part;
            }
        }
        return MissingNode.getInstance();
    }

    /** Its clock: when the process began, by its own reckoning, and how long ago that is. */
    static Optional<Instant> clockOf(String metrics) {
        Optional<Double> began = value(metrics, "process_start_time_seconds");
        Optional<Double> uptime = value(metrics, "process_uptime_seconds");
        return began.isPresent() && uptime.isPresent()
                ? Optional.of(Instant.ofEpochMilli(Math.round((began.get() + uptime.get()) * 1000)))
                : Optional.empty();
    }

    private static Optional<Double> value(String metrics, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})?\\s+([0-9.Ee+-]+)").matcher(metrics);
        return line.find() ? Optional.of(Double.parseDouble(line.group(1))) : Optional.empty();
    }
}
