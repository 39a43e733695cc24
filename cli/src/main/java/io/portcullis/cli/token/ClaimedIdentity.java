package io.portcullis.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.policy.Identity;
import java.util.Set;

/** The caller that a token would make, for asking the policy; it says nothing about whether the token is good. */
record ClaimedIdentity(ReadToken token) implements Identity {

    @Override
    public Set<String> roles() {
        return token.roles();
    }

    @Override
    public String claim(String name) {
        JsonNode at = token.claims().path(name);
        if (at.isMissingNode()) {
            at = token.claims();
            for (String step : name.split("\\.")) {
                at = at.path(step);
            }
        }
        return at.isValueNode() && !at.isNull() ? at.asText() : null;
    }

    @Override
    public String acr() {
        return claim("acr");
    }

    @Override
    public long authTime() {
        return token.time("auth_time");
    }
}
