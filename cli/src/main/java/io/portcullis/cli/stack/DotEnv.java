package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings from a {@code .env} file, read as Docker Compose reads it; the process environment wins over it. */
final class DotEnv {

    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");

    private DotEnv() {}

    /** The file's settings under those of the environment. A missing file holds none. */
    static Map<String, String> under(Map<String, String> environment, Path file) throws NotPossible {
        Map<String, String> settings = new HashMap<>();
        if (Files.isRegularFile(file)) {
            settings.putAll(read(file));
        }
        settings.putAll(environment);
        return Map.copyOf(settings);
    }

    private static Map<String, String> read(Path file) throws NotPossible {
        Map<String, String> settings = new HashMap<>();
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith("#")) {
                    continue;
                }
                Matcher matcher = LINE.matcher(text);
                if (!matcher.matches()) {
                    throw new NotPossible(file + ":" + number + ": not a NAME=value line");
                }
                settings.put(matcher.group(1), value(matcher.group(2)));
            }
        } catch (IOException e) {
            throw new NotPossible(file + " cannot be read: " + e.getMessage(), e);
        }
        return settings;
    }

    private static String value(String written) {
        if (written.length() >= 2) {
            char quote = written.charAt(0);
            if ((quote == '"' || quote == '\'') && written.charAt(written.length() - 1) == quote) {
                return written.substring(1, written.length() - 1);
            }
        }
        int comment = written.startsWith("#") ? 0 : written.indexOf(" #");
        return comment < 0 ? written : written.substring(0, comment).strip();
    }
}
