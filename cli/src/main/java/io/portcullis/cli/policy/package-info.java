/** {@code portcullis policy}: check, explain, test, show and compare policy files. */
package io.portcullis.cli.policy;
