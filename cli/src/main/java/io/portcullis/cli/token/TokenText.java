package io.portcullis.cli.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.portcullis.cli.admin.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a token out of a file: bare, as a {@code Bearer} credential, or within a token endpoint's JSON answer. */
final class TokenText {

    private static final int LONGEST = 64 * 1024;

    private TokenText() {}

    /** The token in a file; {@code -} is standard input. */
    static String read(String file) {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            return of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8), file);
        } catch (IOException e) {
            throw CommandFailure.invalid(Files.exists(Path.of(file)) ? file + " cannot be read"
                    : file.length() > 100 && file.contains(".")
                            ? "a token is read from a file or standard input, as arguments end in the shell's history;"
                                    + " use: portcullis token inspect - < FILE"
                            : "there is no file " + file + "; `-` reads the token from standard input");
        }
    }

    static String of(String text, String from) {
        String stripped = text.strip();
        if (stripped.startsWith("{")) {
            try {
                JsonNode token = new ObjectMapper().readTree(stripped).path("access_token");
                if (token.isTextual()) {
                    return token.textValue();
                }
            } catch (IOException e) {
                // said below, as for other text
            }
            throw CommandFailure.invalid(from + " holds JSON without an access_token");
        }
        String bare = stripped.regionMatches(true, 0, "Bearer ", 0, 7) ? stripped.substring(7).strip() : stripped;
        if (bare.isEmpty()) {
            throw CommandFailure.invalid((from.equals("-") ? "standard input" : from) + " is empty; it must hold a token");
        }
        return bare;
    }
}
