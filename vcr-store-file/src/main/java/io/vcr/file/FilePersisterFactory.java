package io.vcr.file;

import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Persister;
import io.vcr.spi.PersisterFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

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
        if (uri.getHost() != null) {
            throw new IllegalArgumentException("Store " + uri + " names the host " + uri.getHost()
                    + "; write file:relative/path or file:///absolute/path");
        }
        String rest = uri.getSchemeSpecificPart();
        int mark = rest.indexOf('?');
        String path = (mark < 0 ? rest : rest.substring(0, mark)).replaceFirst("^//(?=/)", "");
        CassetteCodec codec = mark < 0 ? CassetteCodec.YAML : codec(uri, rest.substring(mark + 1));
        if (path.isBlank()) {
            throw new IllegalArgumentException("Store " + uri + " has no path; write file:src/test/cassettes");
        }
        return new FilePersister(directory.resolve(path), codec);
    }

    private static CassetteCodec codec(URI uri, String query) {
        return switch (query) {
            case "format=yaml" -> CassetteCodec.YAML;
            case "format=json" -> CassetteCodec.JSON;
            default ->
                throw new IllegalArgumentException("Store " + uri + " has the unknown option \"" + query
                        + "\"; valid are format=yaml, format=json");
        };
    }
}
