package io.portcullis.enforcer.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.portcullis.enforcer.feed.FeedUnavailableException.Cure;
import io.portcullis.enforcer.revocation.Change;
import io.portcullis.enforcer.token.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Asks Keycloak's end of the feed, as the gate's own service account. Blocks; for the follower's thread only. */
final class FeedConnection implements Feed {

  private static final int MAX_ANSWER = 4 * 1024 * 1024;
  private static final int MAX_EVENTS = 1000;

  private final URI address;
  private final HttpClient http;
  private final Supplier<CompletionStage<String>> tokens;
  private final Duration timeout;
  private final ObjectMapper json = new ObjectMapper();
  private String token;

  /**
   * @param issuer where the issuer is reached from here
   * @param tokens obtains an access token of the gate's service account; fails with an exception whose message says why
   * @param timeout how long an answer may take beyond the time that the feed was allowed to wait
   */
  FeedConnection(URI issuer, Supplier<CompletionStage<String>> tokens, Duration timeout) {
    String base = issuer.toString();
    this.address = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
        + "/portcullis-change-feed/poll");
    this.tokens = tokens;
    this.timeout = timeout;
    this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(timeout)
        .followRedirects(HttpClient.Redirect.NEVER).build();
  }

  @Override
  public FeedPage poll(Map<String, Long> positions, long since, Duration wait)
      throws FeedUnavailableException, InterruptedException {
    if (token == null) {
      token = newToken();
    }
    ObjectNode body = json.createObjectNode();
    positions.forEach(body.putObject("positions")::put);
    body.put("since", since).put("maxEvents", MAX_EVENTS).put("waitSeconds", wait.toSeconds());
    HttpRequest request = HttpRequest.newBuilder(address)
        .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString())).build();
    HttpResponse<byte[]> response = send(request, wait.plus(timeout));
    return read(response.statusCode(), response.body());
  }

  /** The limit holds for the whole answer: the client's own one leaves out the body, and a connection can die there too. */
  private HttpResponse<byte[]> send(HttpRequest request, Duration limit)
      throws FeedUnavailableException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, info -> new BoundedBody(MAX_ANSWER));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw silent(e.getCause());
    } catch (TimeoutException e) {
      throw silent(e);
    } finally {
      answer.cancel(true);
    }
  }

  private FeedUnavailableException silent(Throwable cause) {
    return new FeedUnavailableException(Cure.TIME, address + " does not answer (" + cause.getClass().getSimpleName() + ")");
  }

  private String newToken() throws FeedUnavailableException, InterruptedException {
    try {
      return tokens.get().toCompletableFuture().get(timeout.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new FeedUnavailableException(Cure.TIME, "No access token for the gate's service account: "
          + e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new FeedUnavailableException(Cure.TIME, "Keycloak's token endpoint does not answer");
    }
  }

  private FeedPage read(int status, byte[] body) throws FeedUnavailableException {
    switch (status) {
      case 200 -> {
        return page(body);
      }
      case 401 -> {
        token = null;
        throw new FeedUnavailableException(Cure.NEW_TOKEN, address + " refuses the gate's access token");
      }
      case 403 -> throw new FeedUnavailableException(Cure.ADMINISTRATOR, "The gate's service account may not read the"
          + " change feed: give it the realm role portcullis-feed (Keycloak: Clients > the gate's client > Service"
          + " accounts roles)");
      case 404 -> throw new FeedUnavailableException(Cure.ADMINISTRATOR, address + " does not exist: Keycloak runs"
          + " without the Portcullis provider, or the realm has another name");
      default -> throw new FeedUnavailableException(Cure.TIME, address + " answered with status " + status);
    }
  }

  private FeedPage page(byte[] body) throws FeedUnavailableException {
    try {
      JsonNode answer = json.readTree(body);
      JsonNode sets = answer.path("sets");
      if (!answer.path("node").isTextual() || !answer.path("position").isIntegralNumber()
          || !answer.path("completeSince").isIntegralNumber() || !answer.path("now").isIntegralNumber()
          || !sets.isArray()) {
        throw new IOException("members are missing");
      }
      List<Change> changes = new ArrayList<>();
      sets.forEach(set -> changes.addAll(SecurityEvents.read(set)));
      List<String> silent = new ArrayList<>();
      answer.path("silentNodes").forEach(node -> silent.add(node.asText()));
      return new FeedPage(answer.path("node").textValue(), answer.path("position").longValue(),
          answer.path("completeSince").longValue(), answer.path("now").longValue(),
          answer.path("accessTokenLifespan").asLong(), answer.path("longestAccessTokenLifespan").asLong(),
          silent, answer.path("moreAvailable").asBoolean(), changes);
    } catch (IOException | IllegalArgumentException e) {
      throw new FeedUnavailableException(Cure.TIME, address + " gave an answer that is not one of the change feed");
    }
  }
}
