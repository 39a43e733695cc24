package io.portcullis.acceptance.container;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a browser does between a site and its Keycloak: it follows redirects, keeps cookies, and sends the login form. */
final class Visit {

    private static final int MAX_REDIRECTS = 10;
    private static final Pattern FORM = Pattern.compile("<form[^>]*id=\"kc-form-login\"[^>]*action=\"([^\"]+)\"");
    private static final String[] AS_A_PAGE = {"Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"};

    private final Map<String, Client> clients;
    private String address;
    private HttpResponse<String> answer;

    Visit(String... origins) {
        clients = Stream.of(origins).collect(Collectors.toMap(origin -> origin, Client::new));
    }

    /** Opens a page, and gives back the address where that led. */
    String open(String page) throws Exception {
        String origin = originOf(page);
        return follow(page, clients.get(origin).get(page.substring(origin.length()), AS_A_PAGE));
    }

    /** Fills in the login form of the page that is open, and gives back the address where that led. */
    String signIn(String user, String password) throws Exception {
        Matcher form = FORM.matcher(answer.body());
        if (!form.find()) {
            throw new AssertionError("no login form at " + address + " but:\n" + answer.body());
        }
        return send(form.group(1).replace("&amp;", "&"), Stream.of("username=" + user, "password=" + password)
                .map(pair -> pair.substring(0, pair.indexOf('=') + 1)
                        + URLEncoder.encode(pair.substring(pair.indexOf('=') + 1), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")));
    }

    /** Sends a form from a page of the same site, and gives back the address where that led. */
    String send(String target, String form) throws Exception {
        String origin = originOf(target);
        return follow(target, clients.get(origin).submit(target.substring(origin.length()), form, AS_A_PAGE));
    }

    private String follow(String from, HttpResponse<String> first) throws Exception {
        address = from;
        answer = first;
        for (int i = 0; i < MAX_REDIRECTS && List.of(301, 302, 303).contains(answer.statusCode()); i++) {
            String next = answer.headers().firstValue("Location").orElseThrow();
            address = next.startsWith("/") ? originOf(address) + next : next;
            String origin = originOf(address);
            answer = clients.get(origin).get(address.substring(origin.length()), AS_A_PAGE);
        }
        return address;
    }

    private String originOf(String place) {
        return clients.keySet().stream().filter(origin -> place.startsWith(origin + "/")).findFirst()
                .orElseThrow(() -> new AssertionError("led away, to " + place));
    }

    /** Where the last step led. */
    String address() {
        return address;
    }

    /** What is there. */
    HttpResponse<String> answer() {
        return answer;
    }
}
