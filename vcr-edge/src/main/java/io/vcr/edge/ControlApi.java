package io.vcr.edge;

import io.vcr.Outcome;
import io.vcr.Report;
import io.vcr.Session;
import io.vcr.edge.internal.message.EdgeMessages;
import io.vcr.edge.internal.message.Reply;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends tests of other processes, over HTTP. A page in a browser cannot send {@code application/json} to another
 * origin without being asked, so it cannot begin or end a test.
 */
final class ControlApi implements OwnPaths {

    private static final String TESTS = "/tests";
    private static final Pattern END = Pattern.compile(TESTS + "/([A-Za-z0-9._-]+)/end");

    private final RunningTests tests;
    private final Counts counts;
    private final Health health;
    private volatile @Nullable EdgeServer server;

    ControlApi(RunningTests tests, Counts counts) {
        this.tests = tests;
        this.counts = counts;
        this.health = new Health(counts);
    }

    /** Serves tests from now on, at the URLs of a server that has started. */
    void serve(EdgeServer started) {
        server = started;
    }

    @Override
    public void answer(String path, Request request, byte[] body, Reply reply) {
        EdgeServer started = server;
        Matcher end = END.matcher(path);
        if (path.equals("/report")) {
            reply.json(200, report());
        } else if (path.equals("/ready") && started == null) {
            reply.error(503, "The edge is starting");
        } else if (started == null || !(path.equals(TESTS) || end.matches())) {
            health.answer(path, request, body, reply);
        } else if (!request.getMethod().equals("POST") || !isJson(request)) {
            reply.error(405, path + " takes a POST of application/json");
        } else {
            control(started, end, body, reply);
        }
    }

    private static boolean isJson(Request request) {
        String type = request.getHeaders().get("Content-Type");
        return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    private void control(EdgeServer started, Matcher end, byte[] body, Reply reply) {
        try {
            ControlRequest parsed = ControlRequest.parse(body);
            if (end.matches()) {
                end(started, end.group(1), parsed, reply);
            } else {
                begin(started, parsed, reply);
            }
        } catch (IllegalArgumentException e) {
            reply.error(400, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.error(503, "The edge is stopping");
        }
    }

    private void begin(EdgeServer started, ControlRequest request, Reply reply) throws InterruptedException {
        Optional<Session> session = tests.begin(request);
        if (session.isEmpty()) {
            reply.error(409, "The test " + request.name() + " is running already");
            return;
        }
        String urls = started.mounts().all().stream()
                .map(mount -> EdgeMessages.quote(mount.name()) + ":"
                        + EdgeMessages.quote(reply.authority() + Mounts.path(mount, session.map(started::path))))
                .collect(Collectors.joining(",", "{", "}"));
        reply.json(
                201,
                "{\"id\":" + EdgeMessages.quote(started.path(session.get())) + ",\"cassette\":"
                        + EdgeMessages.quote(session.get().id().value()) + ",\"mode\":\""
                        + session.get().mode() + "\",\"urls\":" + urls + "}");
    }

    private void end(EdgeServer started, String segment, ControlRequest request, Reply reply) {
        Outcome outcome = request.outcome()
                .orElseThrow(() -> new IllegalArgumentException("\"outcome\" is missing: passed, failed or aborted"));
        Optional<Report> report = started.test(segment).flatMap(session -> tests.end(session, outcome));
        if (report.isEmpty()) {
            reply.error(404, "The test " + segment + " is not running");
        } else {
            reply.json(200, json(report.get()));
        }
    }

    private static String json(Report report) {
        Report.Counts counts = report.counts();
        return "{\"verdict\":\"" + report.verdict() + "\",\"line\":"
                + EdgeMessages.quote(report.line(report.cassette().value())) + ",\"replayed\":" + counts.replayed()
                + ",\"recorded\":" + counts.recorded() + ",\"live\":" + counts.live() + ",\"refused\":"
                + counts.refused() + ",\"unplayed\":" + counts.unplayed() + ",\"save\":"
                + EdgeMessages.quote(report.save()) + ",\"refusals\":" + list(report.refusals()) + ",\"warnings\":"
                + list(report.warnings()) + "}";
    }

    private String report() {
        return "{\"mounts\":" + Health.json(counts) + ",\"verdicts\":"
                + tests.verdicts().entrySet().stream()
                        .map(Map.Entry::toString)
                        .map(entry -> "\"" + entry.replace("=", "\":"))
                        .collect(Collectors.joining(",", "{", "}"))
                + ",\"running\":" + list(tests.running()) + "}";
    }

    private static String list(Collection<String> texts) {
        return texts.stream().map(EdgeMessages::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
