/** {@code portcullis key}: the keys that the realm signs tokens with, and keys for clients. */
package io.portcullis.cli.key;
