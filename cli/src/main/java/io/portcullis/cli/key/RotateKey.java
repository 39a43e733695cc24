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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code portcullis key rotate}: a new signing key, without an interruption. The new key is published and signs at
 * once; the old one goes on verifying what it signed, and is removed once nothing it signed is valid any more.
 */
@Command(
        name = "rotate",
        description = {
            "Sign with a new key from now on. The old key verifies what it signed until it retires; sessions stay alive "
                    + "(refresh tokens are signed with another key of the realm).",
            "A key that is due is removed by the next `key rotate` or by `key retire`, or by this command with --wait."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  portcullis key rotate",
            "  portcullis key rotate --algorithm ES256 --retire-after 1h",
            "  Every quarter, from cron, however often it runs:",
            "  portcullis key rotate --if-older-than 90d"
        })
final class RotateKey extends RealmCommand {

    @Option(names = "--algorithm", paramLabel = "ALG",
            description = "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512 or EdDSA; else the realm's own. "
                    + "Another than the realm's own becomes the realm's own.")
    private String algorithm;

    @Option(names = "--retire-after", paramLabel = "TIME", converter = DurationConverter.class, defaultValue = "1h",
            description = "How long the old key goes on verifying (${DEFAULT-VALUE}); longer than an access token lives. "
                    + "0 removes it at once, for a key that leaked: access tokens are then refreshed, bearer tokens refused.")
    private Duration retireAfter;

    @Option(names = "--if-older-than", paramLabel = "TIME", converter = DurationConverter.class, defaultValue = "10m",
            description = "Do nothing when the signing key was made by this command more recently (${DEFAULT-VALUE}).")
    private Duration ifOlderThan;

    @Option(names = "--force", description = "Rotate however young the signing key is.")
    private boolean force;

    @Option(names = "--wait", description = "Wait until the old key retires, and remove it.")
    private boolean wait;

    private final Clock clock = Clock.systemUTC();

    @Override
    protected void prepare() {
        if (algorithm != null) {
            named(algorithm);
        }
    }

    @Override
    protected ExitCode run(Connection connection) {
        KeyRing ring = new KeyRing(connection);
        Report report = report();
        new Retirement(ring, report).retire(ring.due(clock.instant()));

        String before = ring.defaultAlgorithm();
        SignatureAlgorithm after = named(algorithm == null ? before : algorithm);
        Optional<RealmKey> signing = ring.keys().stream().filter(RealmKey::signs).findFirst();
        if (!force && after.name().equals(before) && signing.filter(this::isYoung).isPresent()) {
            Duration age = Duration.between(signing.get().made(), clock.instant());
            report.already("the realm signs with an " + before + " key that is " + DurationConverter.words(age) + " old")
                    .note("another key all the same: --force")
                    .with("kid", signing.get().kid());
        } else {
            rotate(connection, ring, after, before, report);
        }
        report.print();
        return ExitCode.OK;
    }

    private void rotate(
            Connection connection, KeyRing ring, SignatureAlgorithm after, String before, Report report) {
        List<RealmKey> old = ring.keys().stream()
                .filter(key -> key.isActive() && key.isForSignatures())
                .filter(key -> key.algorithm().equals(before) || key.algorithm().equals(after.name()))
                .toList();
        Instant now = clock.instant();
        RealmKey made = ring.add(after, now);
        report.did("made an " + after + " key, which is active: " + made.kid()).with("kid", made.kid());
        if (!after.name().equals(before)) {
            ring.signBy(after);
            report.did("the realm signs by " + after + " from now on, by " + before + " no longer");
        }
        Instant retires = now.plus(retireAfter);
        for (RealmKey each : old) {
            ring.makePassive(each, retires);
            report.did("the key " + each.kid() + " (" + each.algorithm() + ") only verifies, until " + KeyTimes.said(retires));
        }
        report.with("retired", old.stream().map(RealmKey::kid).toList()).with("retires", retires.toString());
        if (retireAfter.isZero()) {
            new Retirement(ring, report).retire(ring.due(now));
        } else {
            long longest = ring.longestTokenSeconds(options().installation().clientId());
            if (retireAfter.toSeconds() < longest) {
                report.note("access tokens live " + DurationConverter.words(Duration.ofSeconds(longest))
                        + ": those signed with the old key are refused before their time once it is removed");
            }
            if (wait) {
                new Retirement(ring, report).await(connection, clock, retires);
            } else if (!old.isEmpty()) {
                report.note("remove the old key after that with: portcullis key retire");
            }
        }
    }

    private boolean isYoung(RealmKey key) {
        return key.made() != null && key.made().plus(ifOlderThan).isAfter(clock.instant());
    }

    private static SignatureAlgorithm named(String name) {
        return Arrays.stream(SignatureAlgorithm.values())
                .filter(each -> each.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> CommandFailure.invalid("--algorithm: Keycloak makes no " + name
                        + " keys; it makes " + Arrays.toString(SignatureAlgorithm.values()).replaceAll("[\\[\\]]", "")));
    }
}
