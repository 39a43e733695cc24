/** Benchmarks of what runs for every request. */
package io.portcullis.bench;
