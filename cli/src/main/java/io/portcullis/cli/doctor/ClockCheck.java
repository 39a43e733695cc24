package io.portcullis.cli.doctor;

import io.portcullis.cli.admin.DurationConverter;
import java.time.Duration;
import java.util.Optional;

/** Do the clocks of Keycloak, of the enforcer and of this machine agree? */
final class ClockCheck implements Check {

    /** What the gate puts up with. */
    private static final Duration TOLERATED = Duration.ofSeconds(5);
    private static final Duration DANGEROUS = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "clocks";
    }

    @Override
    public void examine(Site site, Findings findings) {
        Optional<Duration> keycloak = site.serviceToken().map(ServiceToken::ahead);
        Optional<Duration> enforcer = site.enforcer().ahead();
        if (keycloak.isPresent() && enforcer.isPresent()) {
            Duration apart = enforcer.get().minus(keycloak.get());
            String guilty = keycloak.get().abs().compareTo(enforcer.get().abs()) > 0 ? "Keycloak" : "the enforcer";
            compare("the enforcer's clock", "Keycloak's", apart, guilty, findings);
        } else if (keycloak.isPresent()) {
            compare("this machine's clock", "Keycloak's", keycloak.get().negated(), "Keycloak, or on this one", findings);
        } else {
            findings.skipped("Keycloak's clock is read from a token of the gate's service account, and there was none");
            return;
        }
        if (!findings.anyWrong()) {
            findings.ok("Keycloak" + (enforcer.isPresent() ? " and the enforcer" : " and this machine") + " agree");
        }
    }

    private static void compare(String one, String other, Duration ahead, String guilty, Findings findings) {
        if (ahead.abs().compareTo(TOLERATED) <= 0) {
            return;
        }
        String what = one + " is " + DurationConverter.words(ahead) + (ahead.isNegative() ? " behind " : " ahead of ") + other;
        String why = ahead.isNegative()
                ? "new tokens are refused as not yet valid, and revoked ones are taken for too long"
                : "tokens are taken for expired before their time: endless refreshes, and programs get 401";
        String mend = "on the machine of " + guilty + ": timedatectl set-ntp true";
        if (ahead.abs().compareTo(DANGEROUS) > 0) {
            findings.danger(what, why, mend);
        } else {
            findings.warning(what, why, mend);
        }
    }
}
