package io.portcullis.enforcer.ops;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Spans of what the enforcer answered (OpenTelemetry), as children of the span that the request names in
 * {@code traceparent} (W3C Trace Context). A span is made when all is over, so that nothing is carried along on the way;
 * where traces are off, nothing of this is loaded. Spans hold codes and the policy's own words: no address, name or
 * token of a client. Their queue is bounded, and a collector that is away costs spans and nothing else.
 */
public final class Traces implements AutoCloseable {

  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("portcullis.outcome");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("portcullis.reason");
  private static final AttributeKey<String> LOCATION = AttributeKey.stringKey("portcullis.location");
  private static final AttributeKey<String> REVISION = AttributeKey.stringKey("portcullis.policy_revision");
  private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("portcullis.request_id");
  private static final AttributeKey<Boolean> REFRESHED = AttributeKey.booleanKey("portcullis.refreshed");
  /** What a client makes up is not told (as OpenTelemetry's conventions for HTTP have it). */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
  private static final String REQUEST_ID_FORM = "[0-9a-f]{32}";
  private static final int SERVER_ERRORS = 500;

  private static final TextMapGetter<MultiMap> HEADERS = new TextMapGetter<>() {
    @Override
    public Iterable<String> keys(MultiMap headers) {
      return headers.names();
    }

    @Override
    public String get(MultiMap headers, String name) {
      return headers == null ? null : headers.get(name);
    }
  };

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * Sends spans by OTLP over HTTP.
   *
   * @param collector the collector's address; its path is {@code /v1/traces} unless it has one of its own
   * @param sample which share of the traces that begin here is recorded; others go by what their caller decided
   * @param problems told in words when spans cannot be sent
   */
  public Traces(URI collector, double sample, Consumer<String> problems) {
    boolean bare = collector.getPath() == null || collector.getPath().isEmpty() || collector.getPath().equals("/");
    String address = bare ? collector.resolve("/v1/traces").toString() : collector.toString();
    provider = SdkTracerProvider.builder()
        .setResource(Resource.getDefault().merge(Resource.builder().put("service.name", "portcullis-enforcer").build()))
        .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(sample)))
        .addSpanProcessor(BatchSpanProcessor.builder(new Reporting(
            OtlpHttpSpanExporter.builder().setEndpoint(address).setTimeout(Duration.ofSeconds(5)).build(), problems))
            .setScheduleDelay(Duration.ofSeconds(1)).build())
        .build();
    tracer = provider.get("io.portcullis.enforcer");
  }

  /**
   * A check was answered.
   *
   * @param headers what nginx sent
   * @param location the policy's location that settled it, or {@code null}
   * @param nanos how long it took, in nanoseconds
   */
  public void check(MultiMap headers, String outcome, int status, String reason, String location, String revision,
      boolean refreshed, long nanos) {
    long now = now();
    Span span = begin("check", headers, now - nanos);
    if (span.isRecording()) {
      span.setAttribute(METHOD, method(headers.get("X-Original-Method"))).setAttribute(STATUS, (long) status)
          .setAttribute(OUTCOME, outcome).setAttribute(REASON, reason).setAttribute(REVISION, revision)
          .setAttribute(REFRESHED, refreshed);
      if (location != null) {
        span.setAttribute(LOCATION, location);
      }
      end(span, headers, status, now);
    }
  }

  /**
   * An endpoint of the gate answered.
   *
   * @param route the endpoint's address as it is known here, never as it was asked for
   * @param nanos how long it took, in nanoseconds
   */
  public void endpoint(MultiMap headers, String method, String route, int status, long nanos) {
    long now = now();
    Span span = begin(method(method) + ' ' + route, headers, now - nanos);
    if (span.isRecording()) {
      span.setAttribute(METHOD, method(method)).setAttribute(STATUS, (long) status).setAttribute(ROUTE, route);
      end(span, headers, status, now);
    }
  }

  private Span begin(String name, MultiMap headers, long start) {
    SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(SpanKind.SERVER)
        .setParent(W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS));
    return builder.setStartTimestamp(start, TimeUnit.NANOSECONDS).startSpan();
  }

  private static void end(Span span, MultiMap headers, int status, long now) {
    String requestId = headers.get("X-Request-ID");
    if (requestId != null && requestId.matches(REQUEST_ID_FORM)) {
      span.setAttribute(REQUEST_ID, requestId);
    }
    if (status >= SERVER_ERRORS) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(now, TimeUnit.NANOSECONDS);
  }

  private static String method(String method) {
    return method != null && METHODS.contains(method) ? method : "_OTHER";
  }

  private static long now() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  /** Sends what is waiting, then stops. */
  @Override
  public void close() {
    provider.shutdown().join(3, TimeUnit.SECONDS);
  }

  /** Says in words what the exporter's own log would say in stack traces. */
  private record Reporting(SpanExporter exporter, Consumer<String> problems) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = exporter.export(spans);
      return result.whenComplete(() -> {
        if (!result.isSuccess()) {
          problems.accept("Spans could not be sent to the collector that PORTCULLIS_TRACES names, and are lost");
        }
      });
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
