package io.portcullis.policy;

/**
 * What a client asked nginx for, exactly as it was asked: nothing here is decoded or normalised yet.
 *
 * @param method the request method as received, case-sensitive (RFC 9110 section 9.1), or {@code null} when unknown
 * @param host the host that nginx chose the server by ({@code $host}: lower case, no port), or {@code null}
 * @param target the raw request target (nginx's {@code $request_uri}, RFC 9112 section 3.2), or {@code null}
 * @param locationName the name that nginx states for its location ({@code X-Portcullis-Location}), without the
 *     leading {@code @}, or {@code null} when it states none
 */
public record AccessRequest(String method, String host, String target, String locationName) {}
