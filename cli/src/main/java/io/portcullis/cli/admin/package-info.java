/** What the commands that talk to Keycloak share: the connection, the options, the answers and the exit codes. */
package io.portcullis.cli.admin;
