package io.portcullis.cli.stack;

import io.portcullis.cli.NotPossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A template in which <code>${NAME}</code> is replaced, by the rule of the nginx image: only names that are set. */
final class Template {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private Template() {}

    static String render(Path file, Map<String, String> values) throws IOException, NotPossible {
        Matcher matcher = PLACEHOLDER.matcher(Files.readString(file));
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            if (name.startsWith("PORTCULLIS_") && !values.containsKey(name)) {
                throw new NotPossible(file + ": nothing is set for ${" + name + "}");
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(values.getOrDefault(name, matcher.group())));
        }
        return matcher.appendTail(text).toString();
    }
}
