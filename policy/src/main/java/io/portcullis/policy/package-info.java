/**
 * The policy language: parse, validate, compile, decide, explain. Pure: it knows no HTTP and no Keycloak, and does no
 * I/O but reading the policy file. It is handed only a verified identity.
 */
package io.portcullis.policy;
