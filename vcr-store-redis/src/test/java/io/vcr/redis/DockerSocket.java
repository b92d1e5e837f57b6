package io.vcr.redis;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether containers can be started here, without the noise of trying. */
final class DockerSocket {

    private DockerSocket() {}

    static boolean isThere() {
        return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    }
}
