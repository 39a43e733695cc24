package io.portcullis.cli.realm;

import com.fasterxml.jackson.databind.JsonNode;
import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.KeycloakError;
import io.portcullis.cli.admin.Report;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** What an import changes in the realm, or would: every step goes through here. */
final class Changes {

    private final Connection connection;
    private final Report report;
    private final boolean dryRun;
    private final boolean overwrite;
    private final List<String> differences = new ArrayList<>();

    Changes(Connection connection, Report report, boolean dryRun, boolean overwrite) {
        this.connection = connection;
        this.report = report;
        this.dryRun = dryRun;
        this.overwrite = overwrite;
    }

    Connection connection() {
        return connection;
    }

    boolean dryRun() {
        return dryRun;
    }

    /** Whether what differs is to become as in the file, also where that is a matter of taste. */
    boolean overwrite() {
        return overwrite;
    }

    /** Adds something to a collection of the admin API; gives back its id, or {@code null} in a dry run. */
    String create(String what, JsonNode document, String... collection) {
        if (dryRun) {
            report.did("would create " + what);
            return null;
        }
        try (Response answer = connection.raw(collection).post(document)) {
            if (answer.getStatus() >= 300) {
                throw CommandFailure.failed("Keycloak does not create " + what + ": " + KeycloakError.of(answer)
                        + "; what was done before stays, and the import can be run again");
            }
            report.did("created " + what);
            String location = answer.getLocation() == null ? "" : answer.getLocation().getPath();
            return location.substring(location.lastIndexOf('/') + 1);
        }
    }

    /** Replaces a document of the admin API. */
    void update(String what, JsonNode document, String... resource) {
        if (!dryRun) {
            connection.raw(resource).put(document);
        }
        report.did((dryRun ? "would change " : "changed ") + what);
    }

    /** Does something else. */
    void run(String done, String wouldDo, Runnable work) {
        if (!dryRun) {
            work.run();
        }
        report.did(dryRun ? wouldDo : done);
    }

    void already(String what) {
        report.already(what);
    }

    void note(String what) {
        report.note(what);
    }

    /** Something is not as in the file, and is left as it is. */
    void differs(String what) {
        differences.add(what);
    }

    List<String> differences() {
        return differences;
    }
}
