/** The enforcer's settings: one typed interface, and the check that they make sense together. */
package io.portcullis.enforcer.config;
