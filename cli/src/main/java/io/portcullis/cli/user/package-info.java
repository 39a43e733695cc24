/** {@code portcullis user}: who may log in, and with which roles. */
package io.portcullis.cli.user;
