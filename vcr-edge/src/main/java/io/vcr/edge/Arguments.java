package io.vcr.edge;

import io.vcr.RecordMode;
import io.vcr.Recorded;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of the standalone edge. Immutable.
 *
 * @param mounts the APIs
 * @param store where cassettes are
 * @param mode the record mode; empty for the default of the store
 * @param host the name or address to bind to
 * @param port the port, or 0 for a free one
 * @param recorded which responses are recorded
 * @param maxBodyBytes the largest response body that is recorded
 * @param ignoring places of request bodies that do not count
 */
record Arguments(
        List<Mount> mounts,
        URI store,
        Optional<RecordMode> mode,
        String host,
        int port,
        Recorded recorded,
        long maxBodyBytes,
        List<String> ignoring) {

    static final String USAGE = """
            usage: java -cp ... io.vcr.edge.Main --mount NAME=URL [options]

              --mount NAME=URL           serve the API at URL under /NAME; may be repeated
              --sign NAME=SERVICE/REGION sign live requests of a mount again for AWS
              --store URI                where cassettes are; default VCR_STORE, or file:src/test/cassettes
              --mode MODE                none, once, new_episodes or all; VCR_RECORD_MODE overrides it
              --port PORT                default 8099; 0 for a free port
              --host HOST                default 127.0.0.1; 0.0.0.0 for containers
              --record success|errors    which responses are recorded; default success
              --max-body MEBIBYTES       the largest response body that is recorded; default 8
              --ignoring PATH            a place of JSON or XML bodies that does not count; may be repeated
            """;

    private static final int PORT = 8099;

    /** Collects options while they are read. */
    private static final class Draft {

        private final Map<String, Mount> mounts = new LinkedHashMap<>();
        private final List<String> ignoring = new ArrayList<>();
        private URI store;
        private Optional<RecordMode> mode = Optional.empty();
        private String host = EdgeOptions.LOOPBACK;
        private int port = PORT;
        private Recorded recorded = Recorded.SUCCESS;
        private long maxBodyBytes = 8L << 20;

        Draft(String store) {
            this.store = URI.create(store);
        }

        void option(String name, String value) {
            switch (name) {
                case "--mount" -> mount(pair(name, value));
                case "--sign" -> sign(pair(name, value));
                case "--store" -> store = URI.create(value);
                case "--mode" -> mode = Optional.of(RecordMode.of(value));
                case "--host" -> host = value;
                case "--port" -> port = number(name, value, 65_535);
                case "--record" -> recorded = Recorded.valueOf(value.toUpperCase(Locale.ROOT));
                case "--max-body" -> maxBodyBytes = (long) number(name, value, 1024) << 20;
                case "--ignoring" -> ignoring.add(value);
                default -> throw new IllegalArgumentException("Unknown option " + name);
            }
        }

        private void mount(String[] pair) {
            if (mounts.putIfAbsent(pair[0], Mount.of(pair[0], pair[1])) != null) {
                throw new IllegalArgumentException("Two mounts have the name " + pair[0]);
            }
        }

        private void sign(String[] pair) {
            Mount mount = mounts.get(pair[0]);
            String[] scope = pair[1].split("/", -1);
            if (mount == null || scope.length != 2) {
                throw new IllegalArgumentException("--sign needs NAME=SERVICE/REGION, behind --mount NAME=URL");
            }
            mounts.put(pair[0], mount.signedForAws(scope[0], scope[1]));
        }

        private static String[] pair(String name, String value) {
            int equals = value.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(name + " needs NAME=VALUE, not " + value);
            }
            return new String[] {value.substring(0, equals), value.substring(equals + 1)};
        }

        private static int number(String name, String value, int max) {
            try {
                int number = Integer.parseInt(value);
                if (number >= 0 && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new IllegalArgumentException(name + " needs a number from 0 to " + max + ", not " + value);
        }
    }

    /** Reads a command line; throws IllegalArgumentException with what is wrong. */
    static Arguments parse(List<String> line, Map<String, String> environment) {
        Draft draft = new Draft(environment.getOrDefault("VCR_STORE", "file:src/test/cassettes"));
        for (int i = 0; i < line.size(); i += 2) {
            if (i + 1 == line.size()) {
                throw new IllegalArgumentException(line.get(i) + " needs a value");
            }
            draft.option(line.get(i), line.get(i + 1));
        }
        if (draft.mounts.isEmpty()) {
            throw new IllegalArgumentException("No API is mounted: --mount openai=https://api.openai.com");
        }
        return new Arguments(
                List.copyOf(draft.mounts.values()),
                draft.store,
                draft.mode,
                draft.host,
                draft.port,
                draft.recorded,
                draft.maxBodyBytes,
                List.copyOf(draft.ignoring));
    }
}
