package io.portcullis.cli.key;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.cli.admin.Connection;
import io.portcullis.cli.admin.DurationConverter;
import io.portcullis.cli.admin.ExitCode;
import io.portcullis.cli.admin.RealmCommand;
import io.portcullis.cli.admin.Report;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code portcullis key retire}: removes the passive keys whose time has come. */
@Command(
        name = "retire",
        description = "Remove the passive keys whose time has come, or one passive key now.",
        footerHeading = "%nExamples:%n",
        footer = {"  portcullis key retire", "  portcullis key retire --wait", "  portcullis key retire --now KID"})
final class RetireKeys extends RealmCommand {

    @Option(names = "--wait", description = "Wait until the time of every passive key has come.")
    private boolean wait;

    @Option(names = "--now", paramLabel = "KID", description = "Remove this passive key whatever its time.")
    private String now;

    private final Clock clock = Clock.systemUTC();

    @Override
    protected ExitCode run(Connection connection) {
        KeyRing ring = new KeyRing(connection);
        Report report = report();
        Retirement retirement = new Retirement(ring, report);
        List<RealmKey> due = now == null ? ring.due(clock.instant()) : List.of(passive(ring));
        retirement.retire(due);
        if (wait) {
            ring.keys().stream()
                    .filter(key -> !key.isActive() && key.retires() != null)
                    .map(RealmKey::retires)
                    .max(Instant::compareTo)
                    .ifPresent(last -> retirement.await(connection, clock, last));
        }
        List<RealmKey> later = ring.keys().stream()
                .filter(key -> !key.isActive() && key.retires() != null && key.retires().isAfter(clock.instant()))
                .toList();
        if (due.isEmpty() && !wait) {
            report.already("no key is due");
        }
        later.forEach(key -> report.note("the key " + key.kid() + " retires in "
                + DurationConverter.words(Duration.between(clock.instant(), key.retires()))));
        report.with("retired", due.stream().map(RealmKey::kid).toList())
                .with("waiting", later.stream().map(RealmKey::kid).toList())
                .print();
        return ExitCode.OK;
    }

    private RealmKey passive(KeyRing ring) {
        RealmKey key = ring.keys().stream().filter(each -> each.kid().equals(now)).findFirst()
                .orElseThrow(() -> CommandFailure.notFound("the realm has no key " + now + "; see: portcullis key list"));
        if (key.isActive()) {
            throw CommandFailure.conflict("the key " + now + " is active; rotate first: portcullis key rotate");
        }
        return key;
    }
}
