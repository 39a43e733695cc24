package io.portcullis.enforcer.subrequest;

import io.micrometer.core.instrument.Counter;

/**
 * One way in which a check may end. There are few, each made once.
 *
 * @param name the name in logs and metrics
 * @param status the status for nginx
 * @param reason the code of why
 * @param counter counts the checks that ended so
 */
record Outcome(String name, int status, String reason, Counter counter) {

  boolean permits() {
    return status == Outcomes.PERMITTED;
  }
}
