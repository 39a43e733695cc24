package io.portcullis.provider.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.util.JsonSerialization;

/**
 * {@code POST /realms/{realm}/portcullis-change-feed/poll}: hands changes to an enforcer, waiting for the next one when
 * there is none. The request follows the poll of RFC 8936 in {@code maxEvents} and {@code returnImmediately}; instead of
 * acknowledging, the reader states its positions: it may be served by another node each time.
 *
 * <p>Who waits holds no thread, no session and no database connection here.
 */
public final class FeedResource {

    private static final int MOST = 1000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int MAX_BODY = 16 * 1024;
    /** Nodes' clocks differ, and a change may be on its way: what a reader states as known is taken with this grain of salt. */
    private static final long OVERLAP_MILLIS = 5_000;

    private final KeycloakSession session;
    private final FeedNode node;

    FeedResource(KeycloakSession session, FeedNode node) {
        this.session = session;
        this.node = node;
    }

    /** Answers at once or later; fails only with an answer that says what is wrong. */
    @POST
    @Path("poll")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> poll(String body) {
        Response refusal = new FeedReader(session).refusal();
        if (refusal != null) {
            return CompletableFuture.completedFuture(refusal);
        }
        JsonNode asked = parse(body);
        if (asked == null) {
            return CompletableFuture.completedFuture(
                    FeedReader.error(400, "invalid_request", "The body must be a JSON object of moderate size."));
        }
        RealmModel realm = session.getContext().getRealm();
        Journal journal = node.journal(realm.getId());
        TokenLifespans lifespans = node.lifespans(realm);
        SecurityEvents events = new SecurityEvents(
                Urls.realmIssuer(session.getContext().getUri().getBaseUri(), realm.getName()), realm.getName());
        long after = asked.path("positions").path(node.id()).asLong(-1);
        long since = Math.max(0, asked.path("since").asLong(0) - OVERLAP_MILLIS);
        int limit = Math.max(1, Math.min(MOST, asked.path("maxEvents").asInt(MOST)));
        long now = node.now();
        Journal.Page page = journal.read(after, since, limit, now);
        if (!page.entries().isEmpty() || after < 0 || asked.path("returnImmediately").asBoolean(false)) {
            return CompletableFuture.completedFuture(answer(page, events, lifespans, now));
        }
        return journal.awaitNewerThan(page.position(), wait(asked)).thenApply(nothing -> {
            long later = node.now();
            return answer(journal.read(page.position(), since, limit, later), events, lifespans, later);
        });
    }

    private static JsonNode parse(String body) {
        if (body == null || body.length() > MAX_BODY) {
            return null;
        }
        try {
            JsonNode parsed = JsonSerialization.mapper.readTree(body);
            return parsed != null && parsed.isObject() ? parsed : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Duration wait(JsonNode asked) {
        Duration wish = Duration.ofSeconds(Math.max(0, asked.path("waitSeconds").asLong(5)));
        return wish.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wish;
    }

    private Response answer(Journal.Page page, SecurityEvents events, TokenLifespans lifespans, long now) {
        ObjectNode answer = JsonSerialization.mapper.createObjectNode();
        answer.put("node", node.id());
        answer.put("position", page.position());
        answer.put("completeSince", page.completeSince());
        answer.put("now", now);
        answer.put("accessTokenLifespan", lifespans.usual());
        answer.put("longestAccessTokenLifespan", lifespans.longest());
        answer.put("moreAvailable", page.more());
        ArrayNode silent = answer.putArray("silentNodes");
        node.silentNodes().forEach(silent::add);
        ArrayNode sets = answer.putArray("sets");
        page.entries().forEach(entry -> sets.add(events.write(entry)));
        return Response.ok(answer.toString()).type(MediaType.APPLICATION_JSON).header("Cache-Control", "no-store").build();
    }
}
