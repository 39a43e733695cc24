/**
 * The subrequest that nginx sends for every request ({@code auth_request}), from its headers to its answer. This is the
 * hot path: a live token is settled without I/O, and one class turns a decision into HTTP.
 */
package io.portcullis.enforcer.subrequest;
