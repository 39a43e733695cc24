package io.portcullis.cli.doctor;

/**
 * What a check found.
 *
 * @param check the check's name
 * @param severity how much it matters
 * @param what what is wrong; for {@link Severity#OK} what was seen
 * @param why why it matters; empty when nothing is wrong
 * @param mend the exact line to change, or the command to give; empty when nothing is wrong
 */
record Finding(String check, Severity severity, String what, String why, String mend) {}
