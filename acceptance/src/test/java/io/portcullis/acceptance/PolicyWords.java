package io.portcullis.acceptance;

import io.portcullis.cli.policy.PolicyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** {@code portcullis policy …} without a process of its own, for questions that come by the thousand. */
final class PolicyWords {

    private PolicyWords() {}

    /** What it printed; it must have ended well. */
    static String run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = new CommandLine(new PolicyCommand())
                .setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(words);
        if (status != 0) {
            throw new AssertionError("policy " + String.join(" ", words) + " ended with " + status + ":\n" + err);
        }
        return out.toString();
    }
}
