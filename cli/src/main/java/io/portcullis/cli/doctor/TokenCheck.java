package io.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Web;
import java.util.List;
import java.util.Optional;

/** Does the gate accept what the realm issues: issuer, audience, keys? Asks it with a token of its own service account. */
final class TokenCheck implements Check {

    @Override
    public String name() {
        return "issuer and audience";
    }

    @Override
    public void examine(Site site, Findings findings) {
        if (site.realm().isEmpty()) {
            findings.skipped("Keycloak does not answer");
            return;
        }
        String issuer = site.realm().get().issuer();
        site.installation().setting("PORTCULLIS_ISSUER").filter(set -> !site.installation().runsHere())
                .filter(set -> !set.equals(issuer))
                .ifPresent(set -> findings.danger("the realm calls itself " + issuer + ", and PORTCULLIS_ISSUER is " + set,
                        "tokens state the realm's name for itself: the gate refuses every one",
                        "in the enforcer's environment: PORTCULLIS_ISSUER=" + issuer));
        if (site.serviceToken().isEmpty()) {
            findings.skipped("there is no token to try: set PORTCULLIS_CLIENT_SECRET_FILE, and let the client "
                    + site.installation().clientId() + " have a service account");
            return;
        }
        ServiceToken token = site.serviceToken().get();
        audience(token, site, findings);
        if (!findings.anyWrong()) {
            atTheGate(token, site, findings);
        }
        if (!findings.anyWrong()) {
            findings.ok("the gate accepts tokens of " + issuer + " for " + site.installation().audience());
        }
    }

    private static void audience(ServiceToken token, Site site, Findings findings) {
        String wanted = site.installation().audience();
        JsonNode audience = token.claims().path("aud");
        boolean there = audience.asText("").equals(wanted);
        for (JsonNode each : audience) {
            there |= each.asText().equals(wanted);
        }
        if (!there) {
            findings.danger("access tokens are not for the gate: aud is "
                            + (audience.isMissingNode() ? "missing" : audience.toString()) + ", without " + wanted,
                    "the gate refuses tokens for somebody else: nobody gets through",
                    "in the console under Client scopes > portcullis > Mappers > audience: Included Client Audience = "
                            + wanted + " (or: portcullis realm import --overwrite)");
        }
        if (!token.claims().has("roles")) {
            findings.danger("access tokens carry no roles claim", "no role opens anything: everybody is refused",
                    "give the client " + site.installation().clientId()
                            + " the default client scope portcullis (or: portcullis realm import)");
        }
    }

    private static void atTheGate(ServiceToken token, Site site, Findings findings) {
        List<Probe> probes = site.policy().map(Probe::of).orElse(List.of());
        Optional<Web.Answer> answer = Optional.empty();
        try {
            for (Probe probe : probes) {
                Web.Answer each = site.web().get(site.at(probe.target()), "Accept", "application/json",
                        "Authorization", "Bearer " + token.compact());
                if (each.status() == 401 || each.status() == 403) {
                    answer = Optional.of(each);
                    break;
                }
            }
        } catch (CommandFailure e) {
            findings.skipped("nginx does not answer");
        }
        if (answer.isEmpty() || answer.get().status() == 403) {
            return;
        }
        String reason = answer.get().json().path("reason").asText("unknown");
        findings.danger("the gate refuses a fresh token of its own realm: " + reason.replace('_', ' '),
                "it refuses everybody's: nobody gets through", mend(reason, token, site));
    }

    private static String mend(String reason, ServiceToken token, Site site) {
        return switch (reason) {
            case "audience" -> "in the enforcer's environment: PORTCULLIS_AUDIENCE=" + site.installation().audience()
                    + " (it was started with another)";
            case "unknown_issuer" -> "in the enforcer's environment: PORTCULLIS_ISSUER="
                    + token.claims().path("iss").asText();
            case "not_yet_valid", "expired" -> "on the enforcer's or Keycloak's machine: timedatectl set-ntp true";
            case "unknown_key", "signature" -> "in the enforcer's environment: PORTCULLIS_ISSUER_INTERNAL_URL must lead to"
                    + " the same realm as PORTCULLIS_ISSUER";
            case "authorized_party" -> "in the enforcer's environment: PORTCULLIS_CLIENT_ID="
                    + site.installation().clientId();
            case "algorithm" -> "in the enforcer's environment: PORTCULLIS_ALGORITHMS with the algorithm that"
                    + " `portcullis key list` shows as signing";
            case "stale_token", "session_ended", "not_before" -> "in the console under Realm settings > Sessions >"
                    + " Revocation: a not-before time that has passed";
            default -> "see why the enforcer's log says so (reason " + reason + ")";
        };
    }
}
