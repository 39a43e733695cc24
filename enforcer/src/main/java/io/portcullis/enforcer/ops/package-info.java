/** What an operator sees: health and metrics. */
package io.portcullis.enforcer.ops;
