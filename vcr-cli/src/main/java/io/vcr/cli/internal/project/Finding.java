package io.vcr.cli.internal.project;

import java.util.Optional;

/**
 * What an examination of a set-up has found.
 *
 * @param level how bad it is
 * @param subject what was examined, such as {@code store}
 * @param text what is so
 * @param fix what to do; empty if nothing is to be done
 */
public record Finding(Level level, String subject, String text, Optional<String> fix) {

    /** How bad it is. Only a problem changes the exit status. */
    public enum Level {
        OK,
        NOTE,
        PROBLEM
    }

    public static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text, Optional.empty());
    }

    public static Finding note(String subject, String text) {
        return new Finding(Level.NOTE, subject, text, Optional.empty());
    }

    public static Finding problem(String subject, String text, String fix) {
        return new Finding(Level.PROBLEM, subject, text, Optional.of(fix));
    }
}
