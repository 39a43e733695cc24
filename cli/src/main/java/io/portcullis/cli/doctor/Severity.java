package io.portcullis.cli.doctor;

/** How much a finding matters. */
enum Severity {
    /** Nothing is wrong. */
    OK,
    /** It could not be looked at, for a reason that is no fault of the installation. */
    SKIPPED,
    /** Something works less well, or will not work for long. */
    WARNING,
    /** The gate stands open somewhere, or nobody can get through it. */
    DANGER
}
