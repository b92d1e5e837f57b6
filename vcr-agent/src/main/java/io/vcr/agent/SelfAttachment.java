package io.vcr.agent;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Loads the agent into this JVM, by a second one: a JVM may not attach to itself. */
final class SelfAttachment {

    private static final long PATIENCE_SECONDS = 30;

    private SelfAttachment() {}

    /** Fails if the agent has not started. */
    static void run() {
        Path jar = jar(VcrAgent.class.getProtectionDomain().getCodeSource());
        ProcessBuilder attacher = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        jar.toString(),
                        Attacher.class.getName(),
                        String.valueOf(ProcessHandle.current().pid()),
                        jar.toString()))
                .redirectErrorStream(true);
        attacher.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")); // are for this JVM
        String failure = failure(attacher);
        if (!Bridge.isShared()) {
            throw failed(failure.lines().findFirst().orElse("the JVM has not loaded it"), null);
        }
    }

    /** What the other JVM has printed, or that it does not end. */
    private static String failure(ProcessBuilder attacher) {
        Process process = null;
        try {
            process = attacher.start();
            process.getOutputStream().close();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    ? new String(process.getInputStream().readAllBytes(), Charset.defaultCharset())
                    : "no answer within " + PATIENCE_SECONDS + " s";
        } catch (IOException e) {
            throw failed(e.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    /** The jar of the agent, which must be a file. */
    private static Path jar(@Nullable CodeSource source) {
        URL location = source == null ? null : source.getLocation();
        try {
            if (location != null && Files.isRegularFile(Path.of(location.toURI()))) {
                return Path.of(location.toURI());
            }
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw failed("it is no file but " + location, e);
        }
        throw failed("it is no file but " + location, null);
    }

    private static IllegalStateException failed(String why, @Nullable Exception cause) {
        return new IllegalStateException("""
                The agent cannot be attached to this JVM
                  why  %s
                  fix  start the JVM with -javaagent:/path/to/vcr-agent.jar""".formatted(why), cause);
    }
}
