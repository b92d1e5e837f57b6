package io.vcr;

import static io.vcr.Exchanges.NOON;
import static io.vcr.Exchanges.get;
import static io.vcr.Exchanges.ok;
import static io.vcr.Exchanges.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Episode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request whose operation stands in a header never gets the answer of another operation. */
class OperationTest {

    private static final Episode.Timing TIMING = new Episode.Timing(Duration.ZERO, Duration.ZERO, List.of());

    private final CassetteRuns cassette = new CassetteRuns();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X-Amz-Target                  | DynamoDB_20120810.GetItem    | DynamoDB_20120810.ListTables
            X-HTTP-Method-Override        | PATCH                        | DELETE
            X-HTTP-Method                 | MERGE                        | DELETE
            X-Method-Override             | PUT                          | DELETE
            SOAPAction                    | "urn:get"                    | "urn:delete"
            Range                         | bytes=0-4                    | bytes=5-9
            x-ms-range                    | bytes=0-4                    | bytes=5-9
            Content-Range                 | bytes 0-4/10                 | bytes 5-9/10
            Depth                         | 0                            | infinity
            Destination                   | https://h/b                  | https://h/c
            X-Amz-Copy-Source             | /bucket/one                  | /bucket/two
            X-Amz-Object-Attributes       | ETag                         | ObjectSize
            x-ms-lease-action             | acquire                      | release
            x-ms-continuation             | page-2                       | page-3
            x-ms-documentdb-isquery       | True                         | False
            Dropbox-API-Arg               | {"path":"/a"}                | {"path":"/b"}
            X-Bz-Part-Number              | 1                            | 2
            Upload-Offset                 | 0                            | 100
            X-Goog-Upload-Command         | start                        | upload, finalize
            X-Goog-FieldMask              | places.id                    | places.displayName
            X-TC-Action                   | DescribeInstances            | TerminateInstances
            X-Acs-Action                  | DescribeInstances            | DeleteInstance
            X-RestLi-Method               | batch_get                    | batch_delete
            X-EBAY-API-CALL-NAME          | GetItem                      | EndItem
            If-None-Exist                 | identifier=1                 | identifier=2
            Connect-Protocol-Version      | 1                            | 2
            X-Amz-Invocation-Type         | RequestResponse              | DryRun
            Content-Type                  | application/soap+xml; action="urn:get" | application/soap+xml; action="urn:delete"
            Content-Type                  | application/grpc-web+proto   | application/grpc-web-text
            """)
    void selectsTheEpisodeAndRefusesAnotherOperation(String header, String one, String other) throws IOException {
        HttpRequest first = with(header, one);
        HttpRequest second = with(header, other);
        cassette.run(RecordMode.ONCE, first, second);

        assertThat(replayed(second, first)).containsExactly("live 2", "live 1");
        assertThat(replayed(first, first)).containsExactly("live 1", "refused");
        assertThat(replayed(with(header, "application/x-other; action=x"))).containsExactly("refused");
    }

    @Test
    void onlyOneIsRecordedAndTheOtherIsRefused() throws IOException {
        cassette.run(RecordMode.ONCE, with("X-Amz-Target", "DynamoDB_20120810.DescribeTable"));

        assertThat(replayed(with("X-Amz-Target", "DynamoDB_20120810.DeleteTable")))
                .containsExactly("refused");
    }

    @Test
    void aWholeIsNotAnsweredByAPartAndAPartNotByTheWhole() throws IOException {
        HttpRequest whole = get("https://h/file");
        HttpRequest part = whole.withHeaders(Headers.of("Range", "bytes=0-4"));
        cassette.run(RecordMode.ONCE, part);
        assertThat(replayed(whole)).containsExactly("refused");

        cassette.run(RecordMode.ALL, whole);
        assertThat(replayed(part)).containsExactly("refused");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SOAPAction   | "urn:get"                                       | urn:get
            soapaction   | "urn:get"                                       | "urn:get"
            Range        | bytes=0-4                                       | ' bytes=0-4 '
            Content-Type | application/soap+xml; action="urn:get"          | application/soap+xml;charset=utf-8;action=urn:get
            Content-Type | application/grpc-web+proto                      | application/grpc-web+proto; charset=utf-8
            Content-Type | text/xml                                        | text/xml; charset=utf-8
            User-Agent   | a/1                                             | a/2
            """)
    void otherSpellingsAreTheSameOperation(String header, String recorded, String sent) throws IOException {
        cassette.run(RecordMode.ONCE, with(header, recorded));

        assertThat(replayed(with(header.toUpperCase(java.util.Locale.ROOT), sent)))
                .containsExactly("live 1");
    }

    @Test
    void aMissNamesTheHeaderAndBothValues() throws IOException {
        cassette.run(RecordMode.ONCE, with("X-Amz-Target", "DynamoDB_20120810.DescribeTable"));

        assertThat(message(with("X-Amz-Target", "DynamoDB_20120810.DeleteTable")))
                .isEqualTo("""
                No recorded episode matches POST https://h/
                  cassette  checkout/pays   1 episode, 1 unplayed, mode none
                  matched   method, scheme, host, port, path, query, body   differs in  operation
                  closest   episode 1   operation: x-amz-target recorded DynamoDB_20120810.DescribeTable, sent DynamoDB_20120810.DeleteTable
                  fix       re-record the cassette: VCR_RECORD_MODE=all mvn test -Dtest=CheckoutTest#pays
                            or add this request: VCR_RECORD_MODE=new_episodes mvn test -Dtest=CheckoutTest#pays""");
    }

    @Test
    void aMissShowsNoSecret() throws IOException {
        String secret = "sk-" + "x1y2z3".repeat(7);
        cassette.run(RecordMode.ONCE, with("Destination", "https://h/a"));

        assertThat(message(with("Destination", "https://h/?key=" + secret)))
                .contains("destination recorded https://h/a, sent https://h/?key=")
                .doesNotContain(secret);
    }

    @Test
    void aMissShowsAnAbsentValue() throws IOException {
        cassette.run(RecordMode.ONCE, with("Range", "bytes=0-4"));

        assertThat(message(with("Accept", "*/*"))).contains("operation: range recorded bytes=0-4, sent nothing");
    }

    @Test
    void aFieldThatAnotherToolMayHaveRemovedIsNotCompared() throws IOException {
        cassette.store(ofAnotherTool(post("https://h/", "{}"), "theirs"));

        assertThat(replayed(with("X-Amz-Target", "DynamoDB_20120810.GetItem"))).containsExactly("theirs");
    }

    @Test
    void aFieldThatAnotherEpisodeOfTheSameRequestHasIsCompared() throws IOException {
        cassette.store(
                ofAnotherTool(with("Range", "bytes=0-4"), "part"), ofAnotherTool(with("X-Unknown", "1"), "whole"));

        assertThat(replayed(with("Range", "bytes=5-9"))).containsExactly("refused");
        assertThat(replayed(with("X-Unknown", "2"), with("Range", "bytes=0-4"))).containsExactly("whole", "part");
    }

    @Test
    void aFieldThatAnotherRequestHasSaysNothingOfThisOne() throws IOException {
        cassette.store(
                ofAnotherTool(with("Range", "bytes=0-4"), "part"),
                ofAnotherTool(post("https://h/other", "{}"), "other"));

        assertThat(replayed(post("https://h/other", "{}")
                        .withHeaders(Headers.of("Content-Type", "application/json", "Range", "bytes=5-9"))))
                .containsExactly("other");
    }

    @Test
    void ourOwnRecordingsHaveAllFieldsThatWereSent() throws IOException {
        cassette.store(new Episode(post("https://h/", "{}"), ok("ours"), NOON, null, TIMING));

        assertThat(replayed(with("X-HTTP-Method-Override", "DELETE"))).containsExactly("refused");
    }

    @Test
    void whoComparesLessChoosesWhat() throws IOException {
        HttpRequest get = with("X-Amz-Target", "DynamoDB_20120810.GetItem");
        cassette.run(RecordMode.ONCE, get);
        Vcr.Builder byPath = cassette.mode(RecordMode.NONE).matchers(List.of(Matchers.method(), Matchers.path()));

        assertThat(cassette.run(byPath, with("X-Amz-Target", "DynamoDB_20120810.PutItem"))
                        .answers())
                .containsExactly("live 1");
    }

    private static HttpRequest with(String header, String value) {
        HttpRequest request = post("https://h/", "{}");
        return request.withHeaders(
                header.equalsIgnoreCase("Content-Type")
                        ? Headers.of(header, value)
                        : Headers.of("Content-Type", "application/json", header, value));
    }

    private static Episode ofAnotherTool(HttpRequest request, String answer) {
        return new Episode(request, ok(answer), null, null, null);
    }

    private List<String> replayed(HttpRequest... requests) throws IOException {
        return cassette.run(RecordMode.NONE, requests).answers();
    }

    private String message(HttpRequest request) {
        Session session = cassette.mode(RecordMode.NONE)
                .environment(Map.of())
                .rerun("mvn test -Dtest=CheckoutTest#pays")
                .build()
                .open(Exchanges.ID);
        String message = ((Decision.Refuse) session.decide(request)).message();
        session.finish(Outcome.FAILED);
        return message;
    }
}
