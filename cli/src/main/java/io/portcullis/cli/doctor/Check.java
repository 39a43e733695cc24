package io.portcullis.cli.doctor;

/** One thing that can be wrong with an installation. */
interface Check {

    /** What is looked at, in one or two words. */
    String name();

    /** Looks, and says what it sees; a check that finds nothing wrong says so. */
    void examine(Site site, Findings findings);
}
