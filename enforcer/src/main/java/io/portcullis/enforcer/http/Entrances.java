package io.portcullis.enforcer.http;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where nginx asks: by TCP, and by a Unix socket where one is set, which is cheaper for an nginx on the same machine and
 * out of the network's reach. On both the same is answered. They are the enforcer's own, and not the framework's, so
 * that a check goes straight from the connection to its answer.
 */
public final class Entrances implements AutoCloseable {

  /** Cookies of an application and of the gate come together in one header. */
  private static final int MAX_HEADERS = 64 * 1024;
  private static final int MAX_LINE = 32 * 1024;
  private static final int IDLE_SECONDS = 120;
  private static final long PATIENCE_SECONDS = 10;

  private final Vertx vertx;
  private final Handler<HttpServerRequest> handler;
  private final int loops;
  private final AtomicInteger pending = new AtomicInteger();
  private final List<String> deployments = new ArrayList<>();
  private SocketFile socket;
  private int port;

  /**
   * @param loops how many event loops share the connections of an entrance
   * @param handler answers, at once or later
   */
  public Entrances(Vertx vertx, int loops, Handler<HttpServerRequest> handler) {
    this.vertx = vertx;
    this.loops = loops;
    this.handler = handler;
  }

  /**
   * Listens by TCP.
   *
   * @param port 0 for any that is free
   * @return the address, in words
   * @throws IllegalArgumentException when it cannot listen there; the message names the settings
   */
  public String tcp(String host, int port) {
    try {
      this.port = listen(SocketAddress.inetSocketAddress(port, host));
      return "http://" + host + ':' + this.port;
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalArgumentException(host + ':' + port + " is taken or not this machine's; set"
          + " PORTCULLIS_ENFORCER_HOST or PORTCULLIS_ENFORCER_PORT, or stop what runs there.");
    }
  }

  /** The port that {@link #tcp} listens on. */
  public int port() {
    return port;
  }

  /**
   * Listens on a Unix socket.
   *
   * @return the address, in words
   * @throws IllegalArgumentException when it cannot listen there; the message names the setting
   */
  public String unix(Path path) {
    SocketFile file = new SocketFile(path);
    if (!vertx.isNativeTransportEnabled()) {
      throw file.refused("Unix sockets need Linux on x86-64 or ARM64, and a folder for temporary files from which"
          + " libraries may be loaded");
    }
    file.prepare();
    try {
      listen(SocketAddress.domainSocketAddress(file.toString()));
      socket = file;
      file.open();
      return "unix:" + file;
    } catch (ExecutionException | TimeoutException e) {
      throw file.refused(String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    }
  }

  private int listen(SocketAddress address) throws ExecutionException, TimeoutException {
    AtomicInteger port = new AtomicInteger();
    try {
      deployments.add(vertx.deployVerticle(() -> new Server(address, port), new DeploymentOptions().setInstances(loops))
          .toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalArgumentException("Interrupted while the enforcer was starting.");
    }
    return port.get();
  }

  /** A check that waits for something: {@link #await} lets it be answered. */
  public void pending(HttpServerRequest check) {
    pending.incrementAndGet();
    check.response().endHandler(ended -> pending.decrementAndGet());
  }

  /**
   * Lets pending checks be answered.
   *
   * @param longest how long it may take
   */
  public void await(Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    try {
      while (pending.get() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends them, and removes the socket's file. */
  @Override
  public void close() {
    try {
      for (String deployment : deployments) {
        vertx.undeploy(deployment).toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      // The process ends, and with it what still listens.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (socket != null) {
      socket.remove();
    }
  }

  /** One event loop's part of an entrance; those with the same address share its connections. */
  private final class Server extends AbstractVerticle {
    private final SocketAddress address;
    private final AtomicInteger port;

    Server(SocketAddress address, AtomicInteger port) {
      this.address = address;
      this.port = port;
    }

    @Override
    public void start(Promise<Void> started) {
      HttpServerOptions options = new HttpServerOptions().setMaxHeaderSize(MAX_HEADERS).setMaxInitialLineLength(MAX_LINE)
          .setIdleTimeout(address.isDomainSocket() ? 0 : IDLE_SECONDS).setHttp2ClearTextEnabled(false)
          .setPerFrameWebSocketCompressionSupported(false).setPerMessageWebSocketCompressionSupported(false);
      HttpServer server = vertx.createHttpServer(options).requestHandler(handler);
      server.listen(address).onComplete(listening -> {
        port.set(server.actualPort());
        started.handle(listening.mapEmpty());
      });
    }
  }
}
