package io.portcullis.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;

/** Does the enforcer say that it is ready? */
final class EnforcerCheck implements Check {

    @Override
    public String name() {
        return "enforcer";
    }

    @Override
    public void examine(Site site, Findings findings) {
        EnforcerView enforcer = site.enforcer();
        if (!enforcer.answers()) {
            findings.warning("the enforcer's health does not answer at " + enforcer.address(),
                    "the enforcer is down, or its health, clock and feed cannot be looked at from here",
                    "start the enforcer; when its management port is elsewhere: --management http://HOST:9091 or"
                            + " PORTCULLIS_MANAGEMENT_URL");
            return;
        }
        for (JsonNode part : enforcer.health().path("checks")) {
            if (!part.path("status").asText().equals("UP")) {
                findings.danger("the enforcer is not ready: " + part.path("name").asText() + ": " + said(part),
                        "a gate that is not ready lets nobody pass",
                        part.path("name").asText().equals("identity-provider")
                                ? "make Keycloak reachable for it: PORTCULLIS_ISSUER, and where the public address does not"
                                        + " lead there PORTCULLIS_ISSUER_INTERNAL_URL"
                                : "see the enforcer's log");
            }
        }
        if (!findings.anyWrong()) {
            findings.ok("ready");
        }
    }

    private static String said(JsonNode part) {
        StringBuilder text = new StringBuilder();
        part.path("data").properties().forEach(member -> text.append(text.isEmpty() ? "" : ", ")
                .append(member.getKey()).append(": ").append(member.getValue().asText()));
        return text.isEmpty() ? "no reason given" : text.toString();
    }
}
