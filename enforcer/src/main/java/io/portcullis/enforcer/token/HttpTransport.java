package io.portcullis.enforcer.token;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@link Transport} over the HTTP client of the JDK. */
public final class HttpTransport implements Transport {

  private final Duration timeout;
  private final int maxBytes;
  private final ExecutorService executor;
  private final HttpClient client;

  /**
   * @param connectTimeout the longest that connecting may take
   * @param timeout the longest that a whole exchange may take, to the last byte of the body
   * @param maxBytes the longest body that is read
   */
  public HttpTransport(Duration connectTimeout, Duration timeout, int maxBytes) {
    this.timeout = timeout;
    this.maxBytes = maxBytes;
    this.executor = Executors.newFixedThreadPool(2, task -> {
      Thread thread = new Thread(task, "portcullis-issuer-http");
      thread.setDaemon(true);
      return thread;
    });
    this.client = HttpClient.newBuilder()
        .connectTimeout(connectTimeout)
        .followRedirects(HttpClient.Redirect.NEVER)
        .version(HttpClient.Version.HTTP_1_1)
        .executor(executor)
        .build();
  }

  @Override
  public CompletableFuture<byte[]> get(URI address) {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(timeout).header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, info -> new BoundedBody(info.statusCode() == 200 ? maxBytes : 0));
    // The timeout of the request ends with the headers; a body that drips in is cut off here.
    return exchange.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).handle((response, failure) -> {
      if (failure != null) {
        exchange.cancel(true);
        throw new CompletionException(new IOException(address + " " + inWords(failure), failure));
      }
      if (response.statusCode() != 200) {
        throw new CompletionException(new IOException(address + " answered with status " + response.statusCode()
            + (response.statusCode() / 100 == 3 ? "; redirects are not followed" : "")));
      }
      return response.body();
    });
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private String inWords(Throwable failure) {
    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause() : failure;
    if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
      return "did not answer within " + timeout.toMillis() + " ms";
    }
    if (cause instanceof ConnectException) {
      return "cannot be reached";
    }
    if (cause instanceof BoundedBody.TooLarge) {
      return "answered with more than " + maxBytes + " bytes";
    }
    return "cannot be fetched: " + cause.getMessage();
  }
}
