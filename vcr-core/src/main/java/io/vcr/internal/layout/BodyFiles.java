package io.vcr.internal.layout;

import io.vcr.http.Body;
import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies that a recording keeps in files of their own. The files lie below a directory beside the recording; a
 * name that leads out of it, also by a symbolic link, is refused. For one recording; not thread-safe.
 */
public final class BodyFiles {

    private static final long MAX_BYTES = 256L << 20;

    private final @Nullable Path directory;
    private long left = MAX_BYTES;

    private BodyFiles(@Nullable Path directory) {
        this.directory = directory;
    }

    /** For a recording that is not a file. */
    public static BodyFiles none() {
        return new BodyFiles(null);
    }

    /** For a recording in a file. */
    public static BodyFiles beside(Path recording) {
        return new BodyFiles(recording.toAbsolutePath().normalize().getParent());
    }

    /** Reads a file below the directory of the recording. */
    Body body(Fields fields, Node name, String key) throws CassetteFormatException {
        return directory == null ? refused(fields, name, key) : body(fields, name, key, directory);
    }

    /**
     * Reads a file below WireMock's {@code __files}, which lies beside the recording or beside the directory
     * {@code mappings} that the recording is in.
     */
    Body wireMockBody(Fields fields, Node name, String key) throws CassetteFormatException {
        if (directory == null) {
            return refused(fields, name, key);
        }
        Path root = directory;
        for (Path above = directory; above != null; above = above.getParent()) {
            if (above.endsWith("mappings") && above.getParent() != null) {
                root = above.getParent();
                break;
            }
        }
        return body(fields, name, key, root.resolve("__files"));
    }

    private static Body refused(Fields fields, Node name, String key) throws CassetteFormatException {
        throw fields.error(
                name, "a body in another file (\"" + key + "\"), which is read only if this one is a file too");
    }

    private Body body(Fields fields, Node name, String key, Path from) throws CassetteFormatException {
        String text = fields.text(name, key);
        try {
            Path file = from.resolve(text).normalize();
            if (!file.startsWith(from)
                    || (Files.exists(file) && !file.toRealPath().startsWith(from.toRealPath()))) {
                throw fields.error(name, "a body in a file outside of " + from + " (\"" + key + "\": " + text + ")");
            }
            if (!Files.isRegularFile(file)) {
                throw fields.error(name, "a body in the file " + file + ", which does not exist (\"" + key + "\")");
            }
            left -= Files.size(file);
            if (left < 0) {
                throw fields.error(name, "bodies of more than " + (MAX_BYTES >> 20) + " MiB in other files");
            }
            return Body.of(Files.readAllBytes(file));
        } catch (InvalidPathException e) {
            throw fields.error(name, "not the name of a file (\"" + key + "\")");
        } catch (CassetteFormatException e) {
            throw e;
        } catch (IOException e) {
            throw fields.error(name, "the body in the file " + text + " cannot be read: " + e);
        }
    }
}
