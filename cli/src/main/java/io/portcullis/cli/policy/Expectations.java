package io.portcullis.cli.policy;

import io.portcullis.cli.admin.CommandFailure;
import io.portcullis.policy.AccessRequest;
import io.portcullis.policy.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A file of expectations. A line at the margin states a caller: {@code anonymous}, {@code signed-in}, or roles, then
 * {@code name=value} for claims; {@code acr=} and {@code auth-age=} (seconds) are the authentication. Indented lines
 * below it state what that caller is answered: {@code permit|sign-in|step-up|forbid METHOD[,METHOD] [host]/path
 * [@name]}. {@code #} begins a comment.
 */
final class Expectations {

    /** One request with the answer it must get; {@code who} is the caller as the file states it. */
    record Expectation(int line, String who, Identity caller, AccessRequest request, Answer answer) {}

    private final String file;
    private final List<Expectation> all = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private String who;
    private Identity caller;

    private Expectations(String file) {
        this.file = file;
    }

    /** Reads the lines of a file; the message of the failure holds all that is wrong, a line each. */
    static List<Expectation> read(String file, List<String> lines) {
        Expectations expectations = new Expectations(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replaceFirst("(^|\\s)#.*", "").stripTrailing();
            if (!line.isBlank()) {
                expectations.add(i + 1, line);
            }
        }
        if (expectations.all.isEmpty() && expectations.errors.isEmpty()) {
            throw CommandFailure.invalid(file + ": there is no expectation in it");
        }
        if (!expectations.errors.isEmpty()) {
            throw CommandFailure.invalid(String.join("\n", expectations.errors));
        }
        return expectations.all;
    }

    private void add(int number, String line) {
        boolean indented = Character.isWhitespace(line.charAt(0));
        String[] words = line.strip().split("\\s+");
        if (!indented) {
            caller(number, line.strip(), words);
        } else if (who == null) {
            error(number, "an expectation without a caller; write the caller at the margin above it");
        } else {
            expectation(number, words);
        }
    }

    private void caller(int number, String line, String[] words) {
        who = line;
        Set<String> roles = new LinkedHashSet<>();
        Map<String, String> claims = new LinkedHashMap<>();
        for (String word : line.split("[\\s,]+")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                claims.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (!word.equals("anonymous") && !word.equals("signed-in")) {
                roles.add(word);
            }
        }
        if (words[0].equals("anonymous")) {
            caller = null;
            if (words.length > 1) {
                error(number, "`anonymous` has neither roles nor claims");
            }
            return;
        }
        String acr = claims.remove("acr");
        String age = claims.remove("auth-age");
        if (age != null && !age.matches("[0-9]{1,9}")) {
            error(number, "`auth-age`: expected seconds, found `" + age + "`");
            age = null;
        }
        caller = Callers.of(roles, claims, acr, age == null ? 0 : Instant.now().getEpochSecond() - Long.parseLong(age));
    }

    private void expectation(int number, String[] words) {
        Answer answer = answer(words[0]);
        boolean named = words.length == 4 && words[3].startsWith("@");
        int slash = words.length < 3 ? -1 : words[2].indexOf('/');
        if (answer == null || slash < 0 || words.length > 3 && !named) {
            error(number, "expected `permit|sign-in|step-up|forbid METHOD [host]/path [@name]`, found `"
                    + String.join(" ", words) + "`");
            return;
        }
        String host = slash == 0 ? null : words[2].substring(0, slash).toLowerCase(Locale.ROOT);
        for (String method : words[1].split(",")) {
            all.add(new Expectation(number, who, caller, new AccessRequest(
                    method, host, words[2].substring(slash), named ? words[3].substring(1) : null), answer));
        }
    }

    private static Answer answer(String word) {
        for (Answer answer : Answer.values()) {
            if (answer.toString().equals(word)) {
                return answer;
            }
        }
        return null;
    }

    private void error(int number, String message) {
        errors.add(file + ":" + number + ": " + message);
    }
}
