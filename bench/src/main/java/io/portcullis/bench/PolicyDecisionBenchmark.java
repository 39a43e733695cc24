package io.portcullis.bench;

import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Identity;
import io.portcullis.policy.InvalidPolicyException;
import io.portcullis.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision by policies of 10, 1,000 and 100,000 locations, over 1,024 different requests, more than the processor's
 * nearest cache holds. Run with {@code -prof gc} to see what a decision allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyDecisionBenchmark {

    private static final int REQUESTS = 1024;

    /** How many locations the policy has. */
    @Param({"10", "1000", "100000"})
    public int locations;

    private Policy policy;
    private final AccessRequest[] named = new AccessRequest[REQUESTS];
    private final AccessRequest[] withQuery = new AccessRequest[REQUESTS];
    private final AccessRequest[] encoded = new AccessRequest[REQUESTS];
    private final AccessRequest[] unnamed = new AccessRequest[REQUESTS];
    private int next;

    private record Caller(Set<String> roles) implements Identity {
        @Override
        public String claim(String name) {
            return name.equals("preferred_username") ? "alice" : null;
        }

        @Override
        public String acr() {
            return "1";
        }

        @Override
        public long authTime() {
            return 0;
        }
    }

    private static final Identity MODERATOR = new Caller(Set.of("moderator", "offline_access", "default-roles-portcullis"));
    private static final Identity GUEST = new Caller(Set.of("guest", "offline_access", "default-roles-portcullis"));

    /** Spreads the locations over applications and their resources, a third each under three roles in a line. */
    @Setup
    public void setUp() throws InvalidPolicyException {
        int applications = (int) Math.ceil(Math.sqrt(locations));
        StringBuilder json = new StringBuilder("{\"@public\": {\"locations\": [\"/\"]},"
                + "\"@authenticated\": {\"locations\": [\"/users/{token.preferred_username}/**\"]}");
        String[] roles = {"user", "moderator", "admin"};
        for (int role = 0; role < roles.length; role++) {
            int first = role;
            json.append(",\"").append(roles[role]).append("\": {");
            json.append(role == 0 ? "" : "\"inherits\": [\"" + roles[role - 1] + "\"],").append("\"locations\": [");
            json.append(IntStream.range(0, locations).filter(i -> i % roles.length == first)
                    .mapToObj(i -> "\"GET,POST " + path(i, applications) + "/**\"").collect(Collectors.joining(",")));
            json.append("]}");
        }
        policy = Policy.parse("benchmark", json.append('}').toString().getBytes(StandardCharsets.UTF_8));
        Random random = new Random(7);
        for (int i = 0; i < REQUESTS; i++) {
            // A location of `user` or `moderator`, so that the caller has the role.
            int location = random.nextInt(locations);
            location -= location % 3 == 2 ? 1 : 0;
            String target = path(location, applications) + "/comments/" + random.nextInt(1000);
            named[i] = request(target);
            withQuery[i] = request(target + "?page=3&sort=date&filter=%2e%2e%2f");
            encoded[i] = request(target + "%20and%20more");
            unnamed[i] = request("/nothing" + target);
        }
    }

    private static AccessRequest request(String target) {
        return new AccessRequest("GET", "www.example.com", target, null);
    }

    private static String path(int location, int applications) {
        return "/application-" + location % applications + "/articles-" + location / applications;
    }

    private AccessRequest next(AccessRequest[] requests) {
        next = next + 1 & REQUESTS - 1;
        return requests[next];
    }

    /** The common case: a role permits the location. */
    @Benchmark
    public Decision permit() {
        return policy.decide(next(named), MODERATOR);
    }

    /** The same with a query behind the path. */
    @Benchmark
    public Decision permitWithQuery() {
        return policy.decide(next(withQuery), MODERATOR);
    }

    /** The same with escapes in the path, which must be decoded. */
    @Benchmark
    public Decision permitEncoded() {
        return policy.decide(next(encoded), MODERATOR);
    }

    /** A location that none of the caller's roles permits. */
    @Benchmark
    public Decision forbidden() {
        return policy.decide(next(named), GUEST);
    }

    /** A named location without a caller. */
    @Benchmark
    public Decision anonymous() {
        return policy.decide(next(named), null);
    }

    /** A path that no entry names. */
    @Benchmark
    public Decision notInPolicy() {
        return policy.decide(next(unnamed), MODERATOR);
    }
}
