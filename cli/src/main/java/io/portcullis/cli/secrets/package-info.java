/** Strong secrets for a deployment: in {@code .env}, in the containers' files, and a certificate for trying HTTPS. */
package io.portcullis.cli.secrets;
