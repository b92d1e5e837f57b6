package io.vcr.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Report;
import io.vcr.Verdict;
import io.vcr.http.Headers;
import io.vcr.testkit.server.LoopbackServer.Received;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API checks signatures as AWS documents them, "Create a signed AWS API request". */
@ResourceLock("io.vcr.OpenSessions")
class AwsSignatureTest extends EdgeFixture {

    private static final String SECRET = "the-secret-of-this-machine";
    private static final Pattern SIGNATURE = Pattern.compile("AWS4-HMAC-SHA256 Credential=the-key/(\\d{8})/us-east-1/"
            + "bedrock/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");

    @BeforeAll
    static void thisMachineHasCredentials() {
        System.setProperty("aws.accessKeyId", "the-key");
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    @AfterAll
    static void forgetThem() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @BeforeEach
    void sign() {
        edge = VcrEdge.mount(Mount.of("api", api.url("")).signedForAws("bedrock", "us-east-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/model/a.b-v1/converse", "/model/a%3A1/converse", "/model/arn%3Aaws%2Fb/converse?b=1&a=%2F"})
    void aLiveRequestHasASignatureThatIsValidUpstream(String target) throws Exception {
        api.on(target.split("\\?")[0], (request, wire) -> wire.respond("200 OK", "", "ok"));

        record(url -> assertThat(converse(url + target).body()).isEqualTo("ok"));

        Received sent = api.request();
        Matcher signature =
                SIGNATURE.matcher(sent.headers().first("Authorization").orElseThrow());
        assertThat(signature.matches()).isTrue();
        assertThat(signature.group(3)).isEqualTo(signature(sent, signature.group(1), signature.group(2)));
        assertThat(sent.headers().all("X-Amz-Date")).hasSize(1);
        assertThat(sent.headers().first("X-Amz-Security-Token")).isEmpty();
    }

    @Test
    void aReplayNeedsNoCredentials() throws Exception {
        api.on("/model/a/converse", (request, wire) -> wire.respond("200 OK", "", "ok"));
        record(url -> converse(url + "/model/a/converse"));
        forgetThem();

        Report report = replay(
                url -> assertThat(converse(url + "/model/a/converse").body()).isEqualTo("ok"));

        thisMachineHasCredentials();
        assertThat(report.verdict()).isEqualTo(Verdict.HIT);
    }

    private static HttpResponse<String> converse(String url) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "AWS4-HMAC-SHA256 Credential=any, SignedHeaders=host, Signature=0")
                        .header("X-Amz-Date", "20200101T000000Z")
                        .header("X-Amz-Security-Token", "of the client")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"messages\":[]}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String signature(Received request, String day, String signed) throws Exception {
        Headers headers = request.headers();
        String fields = Arrays.stream(signed.split(";"))
                .map(name -> name + ":" + headers.first(name).orElseThrow() + "\n")
                .collect(Collectors.joining());
        String[] target = request.target().split("\\?", 2);
        String path = target[0].replace("%", "%25"); // encoded twice, except for S3
        String query = target.length == 1
                ? ""
                : Arrays.stream(target[1].split("&")).sorted().collect(Collectors.joining("&"));
        String canonical = String.join(
                "\n",
                request.method(),
                path,
                query,
                fields,
                signed,
                headers.first("x-amz-content-sha256").orElse(hash(request.body().bytes())));
        String scope = day + "/us-east-1/bedrock/aws4_request";
        String text = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                headers.first("X-Amz-Date").orElseThrow(),
                scope,
                hash(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, text));
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
