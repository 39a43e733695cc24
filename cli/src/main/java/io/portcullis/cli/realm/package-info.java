/** {@code portcullis realm}: what Portcullis needs of a realm, taken out of one and brought into another. */
package io.portcullis.cli.realm;
