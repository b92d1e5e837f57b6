package io.vcr.benchmarks;

import io.vcr.benchmarks.replay.AnthropicReplay;
import io.vcr.benchmarks.replay.Apache4AsyncReplay;
import io.vcr.benchmarks.replay.Apache4Replay;
import io.vcr.benchmarks.replay.ApacheAsyncReplay;
import io.vcr.benchmarks.replay.AwsAsyncReplay;
import io.vcr.benchmarks.replay.AwsReplay;
import io.vcr.benchmarks.replay.AzureReplay;
import io.vcr.benchmarks.replay.ClientReplay;
import io.vcr.benchmarks.replay.RestClientReplay;
import io.vcr.benchmarks.replay.WebClientReplay;
import io.vcr.benchmarks.stream.FirstEvent;
import io.vcr.benchmarks.stream.LargeClient;
import io.vcr.benchmarks.stream.StreamServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The rows that each adapter has: a hot replay, the first event of a stream, and a large response. */
final class AdapterRows {

    private static final int PAIRS = 3;

    private static final List<Client> CLIENTS = List.of(
            Client.of("okhttp", "OkHttp", Jars.OKHTTP, Jars.VCR_OKHTTP),
            Client.of("apache", "Apache HttpClient 5, classic", Jars.APACHE, Jars.VCR_APACHE),
            Client.of("apache-async", "Apache HttpClient 5, async", Jars.APACHE, Jars.VCR_APACHE),
            Client.of("apache4", "Apache HttpClient 4.5", Jars.APACHE4, Jars.VCR_APACHE4),
            Client.of("apache4-async", "Apache HttpAsyncClient 4.1", Jars.APACHE4, Jars.VCR_APACHE4),
            Client.of("jdk", "the client of the JDK", Jars.VCR_JDK),
            Client.of("rest-client", "Spring's RestClient over the client of the JDK", Jars.SPRING, Jars.VCR_SPRING),
            Client.of("web-client", "Spring's WebClient over the client of the JDK", Jars.SPRING, Jars.VCR_SPRING),
            Client.of("aws", "the AWS SDK over HttpClient 5", Jars.AWS, Jars.APACHE, Jars.VCR_AWS),
            Client.of("aws-async", "the AWS SDK over Netty", Jars.AWS, Jars.APACHE, Jars.VCR_AWS),
            Client.of("azure", "the Azure SDK over the client of the JDK", Jars.AZURE, Jars.VCR_AZURE),
            Client.of("anthropic", "anthropic-java", Jars.ANTHROPIC, Jars.OKHTTP, Jars.VCR_ANTHROPIC));

    /** A client that reads streams: its name, what it is called in the table, and the jars that it needs. */
    private record Client(String name, String text, List<Jars> jars) {

        static Client of(String name, String text, Jars... jars) {
            return new Client(name, text, List.of(jars));
        }

        String classPath() {
            return ClassPath.of(
                    Stream.concat(Stream.of(Jars.VCR), jars.stream()).toArray(Jars[]::new));
        }
    }

    private AdapterRows() {}

    static List<Row> all() {
        Stream<Row> replay = Stream.of(
                replay("apache-async", "Apache HttpClient 5, async", ApacheAsyncReplay.class),
                replay("apache4", "Apache HttpClient 4.5", Apache4Replay.class),
                replay("apache4-async", "Apache HttpAsyncClient 4.1", Apache4AsyncReplay.class),
                replay("rest-client", "Spring's RestClient", RestClientReplay.class),
                replay("web-client", "Spring's WebClient", WebClientReplay.class),
                replay("aws", "the HTTP client of the AWS SDK", AwsReplay.class),
                replay("aws-async", "the async HTTP client of the AWS SDK", AwsAsyncReplay.class),
                replay("azure", "the HTTP client of the Azure SDK", AzureReplay.class),
                replay("anthropic", "the HTTP client of anthropic-java", AnthropicReplay.class));
        // the first event of OkHttp is in the row "events"
        Stream<Row> first = CLIENTS.stream().skip(1).map(AdapterRows::firstEvent);
        Stream<Row> large = CLIENTS.stream().map(AdapterRows::large);
        return Stream.of(replay, first, large).flatMap(rows -> rows).toList();
    }

    private static Row replay(String name, String client, Class<? extends ClientReplay> benchmark) {
        return Rows.hot(
                name,
                "hot replay of 2 kB through " + client,
                Goal.ratio(1.5),
                Stage.of(
                        Rows.ours(benchmark, "replay"),
                        JmhSubject.of(Rows.COMPARE, benchmark, "cannedAnswerAfterCompare")));
    }

    private static Row firstEvent(Client client) {
        return new Row(
                "first-event-" + client.name,
                "first event, after 50 ms, while it is recorded, " + client.text,
                "ms",
                "",
                PAIRS,
                Goal.ratio(1.05),
                () -> stage(client, FirstEvent.class, "/first"));
    }

    private static Row large(Client client) {
        return new Row(
                "large-" + client.name,
                "a response of 200 MB while it is recorded, " + client.text,
                "MB/s",
                "heap at most",
                PAIRS,
                Goal.ratioAtLeast(0.9),
                () -> stage(client, LargeClient.class, "/large"));
    }

    private static Stage stage(Client client, Class<?> main, String path) throws IOException {
        StreamServer server = StreamServer.start();
        String classPath = client.classPath();
        String url = server.url() + path;
        return new Stage(
                ProcessSubject.of("VCR", classPath, main, client.name, "vcr", url)
                        .with("-Xmx64m"),
                ProcessSubject.of("the client alone", classPath, main, client.name, "bare", url)
                        .with("-Xmx64m"),
                List.of(),
                server);
    }
}
