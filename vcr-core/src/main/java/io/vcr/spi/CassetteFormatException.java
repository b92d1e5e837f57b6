package io.vcr.spi;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown when the stored bytes cannot be read as a cassette. */
public final class CassetteFormatException extends IOException {

    private static final long serialVersionUID = 1;

    private final String source;
    private final int line;
    private final @Nullable String revision;

    /**
     * Creates the exception.
     *
     * @param source what was read, such as a file; without secrets
     * @param line the line of the error, from 1; 0 if there are no lines
     * @param reason what is wrong and, if possible, how to fix it; without the content
     * @param cause the exception of the parser, or null
     */
    public CassetteFormatException(String source, int line, String reason, @Nullable Throwable cause) {
        super("Cannot read cassette " + source + (line > 0 ? ", line " + line : "") + ": " + reason, cause);
        this.source = source;
        this.line = line;
        this.revision = null;
    }

    private CassetteFormatException(CassetteFormatException original, String revision) {
        super(original.getMessage(), original);
        this.source = original.source;
        this.line = original.line;
        this.revision = revision;
    }

    /**
     * Returns this exception with the revision of the unreadable cassette. With a revision a new cassette can replace
     * it in one atomic save, where that is allowed; without one it is deleted before the new cassette is saved.
     *
     * @param newRevision the store's token
     * @return an exception with the same message, and this one as its cause
     */
    public CassetteFormatException withRevision(String newRevision) {
        return new CassetteFormatException(this, newRevision);
    }

    /**
     * Returns the revision of the unreadable cassette.
     *
     * @return the store's token, empty if the store has none for it
     */
    public Optional<String> revision() {
        return Optional.ofNullable(revision);
    }

    /**
     * Creates the exception.
     *
     * @param source what was read, such as a file; without secrets
     * @param line the line of the error, from 1; 0 if there are no lines
     * @param reason what is wrong and, if possible, how to fix it; without the content
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
     * Returns the line of the error.
     *
     * @return the line, from 1; 0 if there are no lines
     */
    public int line() {
        return line;
    }
}
