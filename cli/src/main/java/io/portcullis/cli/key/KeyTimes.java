package io.portcullis.cli.key;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times of keys as people are told. */
final class KeyTimes {

    private KeyTimes() {}

    static String said(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
