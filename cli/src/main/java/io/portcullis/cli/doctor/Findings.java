package io.portcullis.cli.doctor;

import java.util.ArrayList;
import java.util.List;

/** Collects what one check finds. */
final class Findings {

    private final String check;
    private final List<Finding> all = new ArrayList<>();

    Findings(String check) {
        this.check = check;
    }

    void ok(String what) {
        all.add(new Finding(check, Severity.OK, what, "", ""));
    }

    void skipped(String what) {
        all.add(new Finding(check, Severity.SKIPPED, what, "", ""));
    }

    void warning(String what, String why, String mend) {
        all.add(new Finding(check, Severity.WARNING, what, why, mend));
    }

    void danger(String what, String why, String mend) {
        all.add(new Finding(check, Severity.DANGER, what, why, mend));
    }

    /** Whether anything is wrong so far. */
    boolean anyWrong() {
        return all.stream().anyMatch(finding -> finding.severity().compareTo(Severity.WARNING) >= 0);
    }

    List<Finding> all() {
        return all;
    }
}
