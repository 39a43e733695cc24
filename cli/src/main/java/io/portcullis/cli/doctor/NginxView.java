package io.portcullis.cli.doctor;

import io.portcullis.cli.policy.NginxConf;
import io.portcullis.cli.policy.NginxConf.Directive;
import io.portcullis.cli.policy.NginxServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * nginx's configuration, read from its files.
 *
 * @param file the main file
 * @param directives what is in it, included files in their places
 */
record NginxView(Path file, List<Directive> directives) {

    private static final Pattern MAIN_FILE = Pattern.compile("(?m)^# configuration file (.+):$");

    static NginxView read(Path file) {
        return new NginxView(file, NginxConf.read(file));
    }

    /** The configuration of the nginx that is installed here, if it may be asked for it and has a gate. */
    static Optional<NginxView> installed() {
        try {
            Process process = new ProcessBuilder("nginx", "-T").redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String text = new String(process.getInputStream().readAllBytes());
            Matcher main = MAIN_FILE.matcher(text);
            if (!process.waitFor(10, TimeUnit.SECONDS) || !main.find()) {
                return Optional.empty();
            }
            return Optional.of(read(Path.of(main.group(1)))).filter(NginxView::hasGate);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    boolean hasGate() {
        return !find(each -> each.name().equals("auth_request")).isEmpty();
    }

    List<NginxServer> servers() {
        return NginxServer.of(directives);
    }

    /** The location that nginx chooses for a path in a server with a gate. */
    Optional<NginxServer.Place> place(String path) {
        return servers().stream()
                .filter(server -> server.places().stream().anyMatch(place -> place.pattern().startsWith("/oauth2/")
                        || place.isProtected()))
                .map(server -> server.choose(path))
                .filter(java.util.Objects::nonNull)
                .findFirst();
    }

    /** The directives that meet the condition, at any depth. */
    List<Directive> find(Predicate<Directive> condition) {
        List<Directive> found = new ArrayList<>();
        collect(directives, condition, found);
        return found;
    }

    /** The directives of a name within the location of the check. */
    List<Directive> inCheck(String name) {
        List<Directive> found = new ArrayList<>();
        for (Directive location : find(each -> each.name().equals("location")
                && each.words().get(each.words().size() - 1).equals("/oauth2/auth"))) {
            collect(location.block(), each -> each.name().equals(name), found);
        }
        return found;
    }

    private static void collect(List<Directive> block, Predicate<Directive> condition, List<Directive> found) {
        for (Directive each : block) {
            if (condition.test(each)) {
                found.add(each);
            }
            if (each.block() != null) {
                collect(each.block(), condition, found);
            }
        }
    }

    /** A size as nginx writes it, in bytes; -1 when it is none. */
    static long bytes(String size) {
        Matcher parts = Pattern.compile("(\\d{1,12})([kKmM]?)").matcher(size);
        if (!parts.matches()) {
            return -1;
        }
        return Long.parseLong(parts.group(1)) * switch (parts.group(2)) {
            case "k", "K" -> 1024;
            case "m", "M" -> 1024 * 1024;
            default -> 1;
        };
    }
}
