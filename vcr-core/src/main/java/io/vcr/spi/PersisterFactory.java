package io.vcr.spi;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/**
 * Opens persisters for URI schemes, which makes a store available to {@code VCR_STORE}.
 *
 * <p>A service provider: a public class with a public constructor, named in
 * {@code META-INF/services/io.vcr.spi.PersisterFactory}. It is looked up once for each store that is opened by URI.
 */
public interface PersisterFactory {

    /**
     * Returns the URI schemes of this factory, in lower case. If two factories return the same scheme, the lookup
     * fails.
     *
     * @return such as {@code redis} and {@code rediss}
     */
    Set<String> schemes();

    /**
     * Opens a store. It may connect later.
     *
     * @param uri the address of the store, with one of the schemes of this factory
     * @return a persister, to be closed by the caller
     * @throws IllegalArgumentException if the URI is not valid for this store; the message shows no password
     */
    Persister open(URI uri);

    /**
     * Tells whether the address of a store is a relative path, so that the store depends on a directory. The default is no.
     *
     * @param uri the address of the store, with one of the schemes of this factory
     * @return true if {@link #open(URI, Path)} heeds the directory
     */
    default boolean isRelative(URI uri) {
        return false;
    }

    /**
     * Opens a store whose address may be a relative path. The default ignores the directory.
     *
     * @param uri the address of the store, with one of the schemes of this factory
     * @param directory where relative paths start, usually the directory of a Maven or Gradle module
     * @return a persister, to be closed by the caller
     * @throws IllegalArgumentException if the URI is not valid for this store; the message shows no password
     */
    default Persister open(URI uri, Path directory) {
        return open(uri);
    }
}
