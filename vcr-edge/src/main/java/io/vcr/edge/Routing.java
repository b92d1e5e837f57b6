package io.vcr.edge;

import io.vcr.http.Uri;
import java.util.Optional;

/** Where a request to the edge goes. */
sealed interface Routing {

    /**
     * To a mount.
     *
     * @param mount the mount
     * @param prefix the part of the path at the edge that stands for the base URL of the mount
     * @param test the segment that names the test, if the path has one
     * @param uri the URL upstream
     */
    record Route(Mount mount, String prefix, Optional<String> test, Uri uri) implements Routing {}

    /**
     * To the edge itself.
     *
     * @param path the path behind {@code /__vcr}
     */
    record Own(String path) implements Routing {}

    /**
     * Nowhere.
     *
     * @param status the status of the answer
     * @param message why
     */
    record Nowhere(int status, String message) implements Routing {}
}
