/** {@code portcullis role}: the realm's roles after the policy. */
package io.portcullis.cli.role;
