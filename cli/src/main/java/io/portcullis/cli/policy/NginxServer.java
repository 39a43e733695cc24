package io.portcullis.cli.policy;

import io.portcullis.cli.policy.NginxConf.Directive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A server of an nginx configuration, as far as a gate is concerned: its locations, and which of them ask the gate.
 *
 * @param file the file it stands in
 * @param line its line, from 1
 * @param names its names, in lower case; empty for one that is there for every host
 * @param places its locations, nested ones among them
 */
public record NginxServer(Path file, int line, Set<String> names, List<Place> places) {

    /**
     * A location of nginx.
     *
     * @param file the file it stands in
     * @param line its line, from 1
     * @param pattern its prefix, path or regular expression
     * @param regex the regular expression, as far as Java can read it; {@code null} for other locations
     * @param modifier {@code =}, {@code ^~}, {@code ~}, {@code ~*} or nothing
     * @param isProtected whether requests to it are checked
     * @param bypass how requests get past the check all the same, in words; {@code null} when they do not
     * @param gateName what it sets {@code $portcullis_location} to, or {@code null}
     */
    public record Place(Path file, int line, String modifier, String pattern, boolean isProtected, String bypass,
            String gateName, Pattern regex) {
        boolean isRegex() {
            return modifier.startsWith("~");
        }

        boolean matches(String path) {
            return isRegex() ? regex != null && regex.matcher(path).find()
                    : modifier.equals("=") ? path.equals(pattern) : path.startsWith(pattern);
        }

        /**
         * The location's head, as it stands in the file.
         *
         * @return such as {@code location /admin/}
         */
        public String text() {
            return "location " + (modifier.isEmpty() ? "" : modifier + " ") + pattern;
        }

        /**
         * Where it stands.
         *
         * @return file and line
         */
        public String where() {
            return file + ":" + line;
        }
    }

    /**
     * The servers of a configuration, wherever they stand in it.
     *
     * @param directives the configuration
     * @return its servers, in its order
     */
    public static List<NginxServer> of(List<Directive> directives) {
        List<NginxServer> servers = new ArrayList<>();
        for (Directive directive : directives) {
            if (directive.block() != null && directive.name().equals("server") && directive.words().size() == 1) {
                servers.add(server(directive));
            } else if (directive.block() != null) {
                servers.addAll(of(directive.block()));
            }
        }
        return servers;
    }

    /**
     * The location that nginx chooses for a canonical path, by nginx's own rules.
     *
     * @param path the path
     * @return the location; {@code null} when none matches
     */
    public Place choose(String path) {
        Place longest = null;
        for (Place place : places) {
            if (place.modifier().equals("=") && place.matches(path)) {
                return place;
            }
            if (!place.isRegex() && !place.modifier().equals("=") && place.matches(path)
                    && (longest == null || place.pattern().length() > longest.pattern().length())) {
                longest = place;
            }
        }
        if (longest == null || !longest.modifier().equals("^~")) {
            for (Place place : places) {
                if (place.isRegex() && place.matches(path)) {
                    return place;
                }
            }
        }
        return longest;
    }

    private static NginxServer server(Directive server) {
        Set<String> names = new TreeSet<>();
        for (Directive directive : server.block()) {
            if (directive.name().equals("server_name")) {
                directive.words().stream().skip(1).filter(name -> name.contains(".") || name.equals("localhost"))
                        .forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
            }
        }
        List<Place> places = new ArrayList<>();
        collect(server.block(), asksGate(server.block(), false), satisfiesAny(server.block(), false), places);
        return new NginxServer(server.file(), server.line(), names, places);
    }

    /** Nested locations are taken as locations of the server: what a gate asks of them is the same. */
    private static void collect(List<Directive> block, boolean inherited, boolean anyInherited, List<Place> places) {
        for (Directive directive : block) {
            List<String> words = directive.words();
            if (directive.block() == null || !directive.name().equals("location") || words.size() < 2
                    || words.get(1).startsWith("@") || isInternal(directive)) {
                continue;
            }
            boolean separate = Set.of("=", "^~", "~", "~*").contains(words.get(1)) && words.size() > 2;
            String modifier = separate ? words.get(1) : "";
            String pattern = words.get(separate ? 2 : 1);
            boolean isProtected = asksGate(directive.block(), inherited);
            boolean any = satisfiesAny(directive.block(), anyInherited);
            places.add(new Place(directive.file(), directive.line(), modifier, pattern, isProtected,
                    bypass(directive.block(), any), gateName(directive.block()), modifier.startsWith("~") ? regex(modifier, pattern) : null));
            collect(directive.block(), isProtected, any, places);
        }
    }

    private static String bypass(List<Directive> block, boolean any) {
        boolean answersFirst = block.stream().anyMatch(directive -> directive.name().equals("return")
                && directive.words().size() > 1 && directive.words().get(1).matches("2[0-9][0-9]"));
        return answersFirst ? "answers by `return`, which nginx does before it asks the gate"
                : any ? "is under `satisfy any`: whoever an `allow` or another check of nginx admits passes without the gate" : null;
    }

    /** The snippet says {@code satisfy all}. */
    private static boolean satisfiesAny(List<Directive> block, boolean inherited) {
        boolean any = inherited;
        for (Directive directive : block) {
            if (directive.name().equals("satisfy")) {
                any = directive.words().contains("any");
            } else if (isSnippet(directive)) {
                any = false;
            }
        }
        return any;
    }

    private static boolean isSnippet(Directive directive) {
        return directive.name().equals("include")
                && directive.words().get(directive.words().size() - 1).endsWith("auth_subrequest.conf");
    }

    private static boolean isInternal(Directive location) {
        return location.block().stream().anyMatch(directive -> directive.name().equals("internal"));
    }

    private static boolean asksGate(List<Directive> block, boolean inherited) {
        boolean asks = inherited;
        for (Directive directive : block) {
            if (directive.name().equals("auth_request") && directive.words().size() > 1) {
                asks = !directive.words().get(1).equals("off");
            } else if (isSnippet(directive)) {
                asks = true;
            }
        }
        return asks;
    }

    private static String gateName(List<Directive> block) {
        return block.stream().filter(directive -> directive.name().equals("set") && directive.words().size() == 3
                        && directive.words().get(1).equals("$portcullis_location"))
                .map(directive -> directive.words().get(2)).filter(name -> !name.isEmpty()).findFirst().orElse(null);
    }

    private static Pattern regex(String modifier, String pattern) {
        try {
            return Pattern.compile(pattern, modifier.equals("~*") ? Pattern.CASE_INSENSITIVE : 0);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }
}
