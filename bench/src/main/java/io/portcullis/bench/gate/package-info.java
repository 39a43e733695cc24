/** The gate as nginx sees it, beside what nginx does without it. */
package io.portcullis.bench.gate;
