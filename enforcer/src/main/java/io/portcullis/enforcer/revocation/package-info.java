/** What was revoked or changed since a token was issued, ready to be asked on every check. */
package io.portcullis.enforcer.revocation;
