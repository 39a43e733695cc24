package io.portcullis.cli.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the application was sent, for showing: identity and the names of everything, but no credential's value.
 *
 * @param method the request method
 * @param path the request target
 * @param identity the headers in which the gate says who the caller is; of an access token only its length
 * @param forwarded the headers that describe the way here
 * @param headerNames the names of all headers
 * @param cookieNames the names of all cookies
 * @param authorizationScheme the scheme of the Authorization header, or {@code null} when there is none
 * @param bodyBytes the length of the body in bytes
 */
record Echo(
        String method,
        String path,
        Map<String, String> identity,
        Map<String, String> forwarded,
        List<String> headerNames,
        List<String> cookieNames,
        String authorizationScheme,
        long bodyBytes) {

    private static final String IDENTITY = "x-auth-request-";
    private static final String ACCESS_TOKEN = "X-Auth-Request-Access-Token";
    private static final List<String> WAY = List.of("host", "x-real-ip", "x-request-id");

    static Echo of(String method, String target, Map<String, List<String>> headers, long bodyBytes) {
        Map<String, String> identity = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> forwarded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            String value = String.join(", ", values);
            if (lower.startsWith(IDENTITY)) {
                identity.put(properCase(name), name.equalsIgnoreCase(ACCESS_TOKEN)
                        ? "(an access token of " + value.length() + " characters)" : value);
            } else if (lower.startsWith("x-forwarded-") || lower.equals("forwarded") || WAY.contains(lower)) {
                forwarded.put(properCase(name), value);
            }
        });
        List<String> cookieNames = values(headers, "Cookie")
                .flatMap(value -> Stream.of(value.split(";")))
                .map(pair -> pair.split("=", 2)[0].strip())
                .filter(name -> !name.isEmpty())
                .toList();
        String scheme = values(headers, "Authorization")
                .map(value -> value.split(" ", 2)[0])
                .findFirst()
                .orElse(null);
        List<String> names = headers.keySet().stream().map(Echo::properCase).sorted().toList();
        return new Echo(method, target, identity, forwarded, names, cookieNames, scheme, bodyBytes);
    }

    private static Stream<String> values(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of()).stream();
    }

    /** The JDK's server writes {@code X-auth-request-user}; people write {@code X-Auth-Request-User}. */
    private static String properCase(String name) {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("-", -1)) {
            text.append(text.isEmpty() ? "" : "-");
            text.append(word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString().replace("X-Real-Ip", "X-Real-IP").replace("X-Request-Id", "X-Request-ID");
    }
}
