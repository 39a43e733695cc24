/** The service that answers nginx {@code auth_request} subrequests and keeps the sessions. */
package io.portcullis.enforcer;
