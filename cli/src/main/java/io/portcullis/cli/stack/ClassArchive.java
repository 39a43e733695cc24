package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The enforcer's classes as the JVM has them in memory (AppCDS), so that it is ready in about half the time. The archive
 * is made by a start that ends by itself, and made again when the enforcer or Java changed. Without it everything works.
 */
final class ClassArchive {

    private final Path application;
    private final Path archive;
    private final List<String> options;

    ClassArchive(Path application, Path archive, List<String> options) {
        this.application = application;
        this.archive = archive;
        this.options = options;
    }

    /** Makes the archive where there is none that fits; says so when it cannot. */
    void make(Progress progress, Tools tools, Map<String, String> environment) throws IOException, InterruptedException {
        Path of = archive.resolveSibling("classes.of");
        String fits = System.getProperty("java.vm.version") + ' '
                + Files.getLastModifiedTime(application.resolve("quarkus-run.jar")) + ' '
                + Files.getLastModifiedTime(application.resolve("quarkus/quarkus-application.dat")) + ' ' + options;
        if (Files.exists(of) && Files.readString(of).equals(fits)) {
            return;
        }
        Files.deleteIfExists(archive);
        progress.say("enforcer", "archiving its classes for fast starts");
        try {
            tools.run(archive.getParent(), archive.resolveSibling("classes.log"), environment,
                    java("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off",
                            "-Dio.portcullis.rehearsal=true"), seconds -> {});
            Files.writeString(of, fits);
        } catch (NotPossible e) {
            Files.deleteIfExists(archive);
            progress.say("enforcer", "will start without an archive of its classes: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** The command that starts the enforcer, by the archive where there is one. */
    List<String> command() {
        return Files.exists(archive) ? java("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off") : java();
    }

    private List<String> java(String... more) {
        List<String> command = new ArrayList<>(List.of(StackSettings.java().toString()));
        command.addAll(options);
        command.addAll(List.of(more));
        command.addAll(List.of("-jar", application.resolve("quarkus-run.jar").toString()));
        return command;
    }
}
