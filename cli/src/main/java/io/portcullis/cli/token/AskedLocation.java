package io.portcullis.cli.token;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Decision;
import io.portcullis.policy.Identity;
import io.portcullis.policy.Policy;
import java.net.URI;
import java.util.Locale;

/** A request in a person's words: {@code GET /x}, {@code /x}, {@code GET https://host/x} or {@code @name}. */
record AskedLocation(AccessRequest request) {

    static AskedLocation of(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length > 2 || words[0].isEmpty()) {
            throw CommandFailure.invalid("--location: \"" + text + "\" is not a request; write such as \"GET /protected\"");
        }
        String method = words.length == 2 ? words[0] : "GET";
        String target = words[words.length - 1];
        if (target.startsWith("@")) {
            return new AskedLocation(new AccessRequest(method, null, "/", target.substring(1)));
        }
        if (target.startsWith("http://") || target.startsWith("https://")) {
            try {
                URI uri = URI.create(target);
                String path = target.substring(target.indexOf(uri.getRawAuthority()) + uri.getRawAuthority().length());
                return new AskedLocation(new AccessRequest(method, uri.getHost().toLowerCase(Locale.ROOT),
                        path.isEmpty() ? "/" : path, null));
            } catch (IllegalArgumentException | NullPointerException e) {
                throw CommandFailure.invalid("--location: \"" + target + "\" is not an address");
            }
        }
        if (!target.startsWith("/")) {
            throw CommandFailure.invalid("--location: \"" + target + "\" must begin with a slash, or be an address or @name");
        }
        return new AskedLocation(new AccessRequest(method, null, target, null));
    }

    /** What the policy says, as a finding. */
    Finding decide(Policy policy, Identity caller) {
        Decision decision = policy.decide(request, caller);
        String what = request.method() + " "
                + (request.locationName() == null ? request.target() : "@" + request.locationName());
        String by = decision.location() == null ? "" : " by `" + decision.location() + "`";
        if (decision instanceof Decision.Permit permit) {
            return Finding.good("location", what + ": permitted" + by + " of `" + permit.role() + "`");
        }
        if (decision instanceof Decision.StepUp stepUp) {
            return Finding.refused("location", what + ": the role is there" + by + ", and the login is too weak or too old"
                    + (stepUp.acr() == null ? "" : "; it asks for acr " + stepUp.acr())
                    + (stepUp.maxAge() < 0 ? "" : "; the login must not be older than " + stepUp.maxAge() + " s"));
        }
        if (decision instanceof Decision.Forbidden forbidden) {
            return Finding.refused("location", what + ": refused" + by + ": " + switch (decision.reason()) {
                case NOT_IN_POLICY -> "no entry of the policy names it";
                case AMBIGUOUS_REQUEST -> "the address can be read in two ways";
                default -> "it needs one of the roles " + String.join(", ", forbidden.roles());
            });
        }
        return Finding.refused("location", what + ": refused: it needs a caller");
    }
}
