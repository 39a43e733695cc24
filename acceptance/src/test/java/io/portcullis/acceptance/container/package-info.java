/** Tests of what is deployed: the containers, started from the compose file, the nginx templates and the manifests. */
package io.portcullis.acceptance.container;
