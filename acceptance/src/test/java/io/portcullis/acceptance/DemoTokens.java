package io.portcullis.acceptance;

import io.portcullis.policy.Identity;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Access tokens of the demo users, each new when the one before has lived for a while. */
final class DemoTokens {

    private static final long RENEW_AFTER = Duration.ofMinutes(2).toNanos();

    private final Gate gate;
    private final Map<String, Token> tokens = new HashMap<>();

    DemoTokens(Gate gate) {
        this.gate = gate;
    }

    private record Token(String compact, long since) {}

    /** What the library is told of a demo user: no more than the policy asks of a token. */
    record Known(String name) implements Identity {
        @Override
        public Set<String> roles() {
            return Set.of(name);
        }

        @Override
        public String claim(String claim) {
            return claim.equals("preferred_username") ? name : null;
        }

        @Override
        public String acr() {
            return "1";
        }

        @Override
        public long authTime() {
            return 1;
        }
    }

    synchronized String of(String user) throws Exception {
        Token token = tokens.get(user);
        if (token == null || System.nanoTime() - token.since() > RENEW_AFTER) {
            token = new Token(gate.signedInAs(user).cookie("__Host-portcullis_at"), System.nanoTime());
            tokens.put(user, token);
        }
        return token.compact();
    }
}
