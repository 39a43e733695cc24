/** The policy that is in force, and the record of what it decided. */
package io.portcullis.enforcer.decision;
