package io.vcr.spi;

import java.net.URI;
import java.util.Set;

/**
 * Opens the persister for a URI scheme: how a store becomes available to {@code VCR_STORE}.
 *
 * <p>A service provider: a public class with a public constructor, named in
 * {@code META-INF/services/io.vcr.spi.PersisterFactory}. Looked up when a store is opened by URI, once per store.
 */
public interface PersisterFactory {

    /**
     * Returns the URI schemes that it claims, in lower case. A scheme that two factories claim is an error.
     *
     * @return such as {@code redis} and {@code rediss}
     */
    Set<String> schemes();

    /**
     * Opens a store. Nothing needs to be connected yet.
     *
     * @param uri where the store is, with one of the claimed schemes
     * @return a persister, to be closed by the caller
     * @throws IllegalArgumentException if the URI makes no sense to this store; the message shows no password
     */
    Persister open(URI uri);
}
