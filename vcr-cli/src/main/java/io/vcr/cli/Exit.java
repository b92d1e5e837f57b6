package io.vcr.cli;

/** The exit statuses of all commands. */
final class Exit {

    /** Done, and nothing was found. */
    static final int DONE = 0;

    /** What the command looks for was found: secrets, differences, problems. */
    static final int FOUND = 1;

    /** The command line is not valid. */
    static final int USAGE = 2;

    /** Something could not be read or written. The rest is done. */
    static final int FAILED = 3;

    /** An error of this program, as {@code EX_SOFTWARE} in sysexits.h. */
    static final int BROKEN = 70;

    private Exit() {}
}
