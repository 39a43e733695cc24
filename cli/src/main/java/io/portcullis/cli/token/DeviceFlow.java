package io.portcullis.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Console;
import io.portcullis.cli.admin.Progress;
import io.portcullis.cli.admin.Web;
import java.time.Duration;

/** A login that a person confirms on another device (RFC 8628). */
final class DeviceFlow {

    private final TokenGrant grant;
    private final Console console;
    private final Progress progress;

    DeviceFlow(TokenGrant grant, Console console, Progress progress) {
        this.grant = grant;
        this.console = console;
        this.progress = progress;
    }

    JsonNode run() {
        JsonNode code = grant.deviceCode();
        console.remark("Open " + code.path("verification_uri").asText() + " and enter the code "
                + code.path("user_code").asText() + ",");
        console.remark("or open " + code.path("verification_uri_complete").asText());
        long deadline = System.nanoTime() + Duration.ofSeconds(code.path("expires_in").asLong(600)).toNanos();
        return progress.during("waiting for you to confirm", () -> await(code, deadline));
    }

    private JsonNode await(JsonNode code, long deadline) {
        long interval = Math.max(1, code.path("interval").asLong(5));
        while (System.nanoTime() < deadline) {
            pause(Duration.ofSeconds(interval));
            Web.Answer answer = grant.poll(code.path("device_code").asText());
            if (answer.status() == 200) {
                return answer.json();
            }
            switch (answer.json().path("error").asText()) {
                case "authorization_pending" -> { }
                case "slow_down" -> interval += 5;
                case "access_denied" -> throw CommandFailure.notAuthorised("the login was refused");
                case "expired_token" -> throw CommandFailure.failed("the code expired; try again");
                default -> throw CommandFailure.failed("Keycloak gives no token: "
                        + answer.json().path("error_description").asText("status " + answer.status()));
            }
        }
        throw CommandFailure.failed("the code expired; try again");
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted");
        }
    }
}
