package io.vcr.file;

import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Persister;
import io.vcr.spi.PersisterFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code file:} URIs: {@code file:src/test/cassettes}, {@code file:///var/cassettes},
 * {@code file:src/test/cassettes?format=json}. A relative path starts at the directory that the caller names, else at that
 * of the Maven module if Surefire sets {@code basedir}, else at the working directory.
 */
public final class FilePersisterFactory implements PersisterFactory {

    /** For the service loader. */
    public FilePersisterFactory() {}

    @Override
    public Set<String> schemes() {
        return Set.of("file");
    }

    @Override
    public boolean isRelative(URI uri) {
        return uri.isOpaque(); // an absolute path begins with a slash
    }

    @Override
    public Persister open(URI uri) {
        return open(uri, Path.of(System.getProperty("basedir", "")));
    }

    @Override
    public Persister open(URI uri, Path directory) {
        if (uri.getRawAuthority() != null) {
            throw new IllegalArgumentException("Store " + uri + " names the host " + uri.getRawAuthority()
                    + "; write file:relative/path or file:///absolute/path");
        }
        if (isRelative(uri)) {
            String rest = uri.getSchemeSpecificPart();
            int mark = rest.indexOf('?');
            String path = mark < 0 ? rest : rest.substring(0, mark);
            if (path.isBlank()) {
                throw new IllegalArgumentException("Store " + uri + " has no path; write file:src/test/cassettes");
            }
            return new FilePersister(directory.resolve(path), codec(uri, mark < 0 ? null : rest.substring(mark + 1)));
        }
        return new FilePersister(Path.of(location(uri)), codec(uri, uri.getQuery()));
    }

    /** An absolute URI without options. On Windows only the JDK makes {@code C:\cassettes} of {@code /C:/cassettes}. */
    static URI location(URI uri) {
        return URI.create("file://" + uri.getRawPath());
    }

    private static CassetteCodec codec(URI uri, @Nullable String query) {
        if (query == null) {
            return CassetteCodec.YAML;
        }
        return switch (query) {
            case "format=yaml" -> CassetteCodec.YAML;
            case "format=json" -> CassetteCodec.JSON;
            default ->
                throw new IllegalArgumentException("Store " + uri + " has the unknown option \"" + query
                        + "\"; valid are format=yaml, format=json");
        };
    }
}
