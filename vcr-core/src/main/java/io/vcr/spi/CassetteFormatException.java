package io.vcr.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when something is stored under a name but cannot be read as a cassette. */
public final class CassetteFormatException extends IOException {

    private static final long serialVersionUID = 1;

    private final String source;
    private final int line;

    /**
     * Creates the exception.
     *
     * @param source what was read, such as a file; without secrets
     * @param line the line on which reading failed, from 1; 0 if there are no lines
     * @param reason what is wrong there, and where possible what to do; without the content
     * @param cause what was thrown while reading, or null
     */
    public CassetteFormatException(String source, int line, String reason, @Nullable Throwable cause) {
        super("Cannot read cassette " + source + (line > 0 ? ", line " + line : "") + ": " + reason, cause);
        this.source = source;
        this.line = line;
    }

    /**
     * Creates the exception.
     *
     * @param source what was read, such as a file; without secrets
     * @param line the line on which reading failed, from 1; 0 if there are no lines
     * @param reason what is wrong there, and where possible what to do; without the content
     */
    public CassetteFormatException(String source, int line, String reason) {
        this(source, line, reason, null);
    }

    /**
     * Returns what was read.
     *
     * @return such as the path of a file
     */
    public String source() {
        return source;
    }

    /**
     * Returns the line on which reading failed.
     *
     * @return the line, from 1; 0 if there are no lines
     */
    public int line() {
        return line;
    }
}
