package io.portcullis.cli.policy;

import io.portcullis.cli.admin.CommandFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads nginx's configuration language into directives: words, and the block of those that have one. */
public final class NginxConf {

    /**
     * A directive.
     *
     * @param file the file it stands in
     * @param line its first line, from 1
     * @param words its name and its arguments
     * @param block what stands between its braces; {@code null} for one that ends in a semicolon
     */
    public record Directive(Path file, int line, List<String> words, List<Directive> block) {

        /**
         * The directive's name.
         *
         * @return its first word
         */
        public String name() {
            return words.get(0);
        }
    }

    private static final int MOST_FILES = 200;

    private final Path root;
    private final Set<Path> read = new HashSet<>();

    private NginxConf(Path root) {
        this.root = root;
    }

    /**
     * The directives of a file, those of files it includes in their place, as far as these can be found.
     *
     * @param file the file
     * @return its directives
     * @throws CommandFailure when it cannot be read, or is not nginx's language
     */
    public static List<Directive> read(Path file) {
        return new NginxConf(file.toAbsolutePath().getParent()).file(file);
    }

    private List<Directive> file(Path file) {
        if (!read.add(file.toAbsolutePath().normalize()) || read.size() > MOST_FILES) {
            return List.of();
        }
        try {
            return new Reader(file, Files.readString(file)).block(false);
        } catch (IOException e) {
            throw CommandFailure.invalid(file + ": no such file, or not readable as UTF-8");
        }
    }

    /** Included names are relative to nginx's folder, which may be the file's or the one above (as for a template). */
    private List<Directive> include(String pattern) {
        List<Directive> included = new ArrayList<>();
        for (Path folder : List.of(root, root.resolve(".."))) {
            Path named = folder.resolve(pattern).normalize();
            Path parent = named.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(parent, named.getFileName().toString())) {
                List<Path> sorted = new ArrayList<>();
                files.forEach(sorted::add);
                sorted.sort(null);
                for (Path file : sorted) {
                    included.addAll(file(file));
                }
                if (!sorted.isEmpty()) {
                    return included;
                }
            } catch (IOException e) {
                throw CommandFailure.invalid(parent + " cannot be read");
            }
        }
        return included;
    }

    /** One file's text. */
    private final class Reader {
        private final Path file;
        private final String text;
        private int at;
        private int line = 1;

        Reader(Path file, String text) {
            this.file = file;
            this.text = text;
        }

        List<Directive> block(boolean inner) {
            List<Directive> directives = new ArrayList<>();
            List<String> words = new ArrayList<>();
            int begun = line;
            while (true) {
                skipBlanks();
                if (at >= text.length()) {
                    if (inner || !words.isEmpty()) {
                        throw CommandFailure.invalid(file + ":" + line + ": the file ends in the middle of a block or directive");
                    }
                    return directives;
                }
                begun = words.isEmpty() ? line : begun;
                char c = text.charAt(at);
                if (c == '}') {
                    at++;
                    if (!inner || !words.isEmpty()) {
                        throw CommandFailure.invalid(file + ":" + line + ": a `}` that closes nothing");
                    }
                    return directives;
                }
                if (c != ';' && c != '{') {
                    words.add(word());
                    continue;
                }
                at++;
                if (words.isEmpty()) {
                    throw CommandFailure.invalid(file + ":" + line + ": a `" + c + "` without a directive before it");
                }
                directives.add(new Directive(file, begun, List.copyOf(words), c == '{' ? block(true) : null));
                if (c == ';' && words.get(0).equals("include") && words.size() == 2) {
                    directives.addAll(include(words.get(1)));
                }
                words.clear();
            }
        }

        private void skipBlanks() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '#') {
                    while (at < text.length() && text.charAt(at) != '\n') {
                        at++;
                    }
                } else if (Character.isWhitespace(c)) {
                    line += c == '\n' ? 1 : 0;
                    at++;
                } else {
                    return;
                }
            }
        }

        private String word() {
            StringBuilder word = new StringBuilder();
            char quote = text.charAt(at) == '"' || text.charAt(at) == '\'' ? text.charAt(at++) : 0;
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                if (quote != 0 ? c == quote : Character.isWhitespace(c) || c == ';' || c == '{') {
                    break;
                }
                line += c == '\n' ? 1 : 0;
                if (c == '\\' && at + 1 < text.length() && (quote == 0 || "\"'\\".indexOf(text.charAt(at + 1)) >= 0)) {
                    // A backslash hides the next character; outside quotes it stays, for regular expressions.
                    if (quote == 0) {
                        word.append(c);
                    }
                    at++;
                } else if (c == '$' && at + 1 < text.length() && text.charAt(at + 1) == '{') {
                    int end = text.indexOf('}', at);
                    int stop = end < 0 ? text.length() : end + 1;
                    word.append(text, at, stop);
                    at = stop - 1;
                    continue;
                }
                word.append(text.charAt(at));
            }
            at += quote != 0 ? 1 : 0;
            return word.toString();
        }
    }
}
