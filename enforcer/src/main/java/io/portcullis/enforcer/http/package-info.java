/** What every endpoint needs of HTTP: who is asking, and how an answer is written. */
package io.portcullis.enforcer.http;
