/** The {@code portcullis} command. */
package io.portcullis.cli;
