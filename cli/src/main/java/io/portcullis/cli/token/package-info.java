/** {@code portcullis token}: what a token says, whether the gate takes it, and tokens for scripts. */
package io.portcullis.cli.token;
