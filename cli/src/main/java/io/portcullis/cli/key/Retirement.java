package io.portcullis.cli.key;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.Report;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Takes passive keys out of the realm when their time has come. */
final class Retirement {

    private final KeyRing ring;
    private final Report report;

    Retirement(KeyRing ring, Report report) {
        this.ring = ring;
        this.report = report;
    }

    void retire(List<RealmKey> due) {
        for (RealmKey key : due) {
            ring.remove(key);
            report.did((key.isGenerated() ? "removed" : "switched off") + " the passive key " + key.kid() + " ("
                    + key.algorithm() + ")");
        }
    }

    /** Waits for a time, and removes the keys that are due then. */
    void await(Connection connection, Clock clock, Instant until) {
        connection.progress().during("waiting until " + KeyTimes.said(until), () -> {
            while (clock.instant().isBefore(until)) {
                sleep(Duration.between(clock.instant(), until));
            }
        });
        retire(ring.due(clock.instant()));
    }

    private static void sleep(Duration rest) {
        try {
            Thread.sleep(Math.max(1, Math.min(rest.toMillis(), 1000)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.failed("interrupted; the old key stays until: portcullis key retire");
        }
    }
}
