package io.portcullis.cli.policy;

import io.portcullis.policy.Decision.Forbidden;
import io.portcullis.policy.Decision.Permit;
import io.portcullis.policy.Decision.StepUp;
import io.portcullis.policy.Decision.Unauthenticated;
import io.portcullis.policy.Decision;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A decision in the words of the command line. */
enum Answer {
    PERMIT("permit"),
    SIGN_IN("sign-in"),
    STEP_UP("step-up"),
    FORBID("forbid");

    private final String word;

    Answer(String word) {
        this.word = word;
    }

    static Answer of(Decision decision) {
        if (decision instanceof Permit) {
            return PERMIT;
        }
        if (decision instanceof Unauthenticated) {
            return SIGN_IN;
        }
        return decision instanceof StepUp ? STEP_UP : FORBID;
    }

    static String reason(Decision decision) {
        return decision.reason().name().toLowerCase(Locale.ROOT);
    }

    static Map<String, Object> members(Decision decision) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("answer", of(decision).toString());
        members.put("reason", reason(decision));
        members.put("location", decision.location());
        if (decision instanceof Permit permit) {
            members.put("role", permit.role());
        } else if (decision instanceof Unauthenticated unauthenticated) {
            members.put("roles", unauthenticated.roles());
        } else if (decision instanceof Forbidden forbidden) {
            members.put("roles", forbidden.roles());
        } else if (decision instanceof StepUp stepUp) {
            members.put("acr", stepUp.acr());
            members.put("maxAge", stepUp.maxAge() < 0 ? null : stepUp.maxAge());
        }
        return members;
    }

    @Override
    public String toString() {
        return word;
    }
}
