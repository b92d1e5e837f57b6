package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vcr.spi.CassetteFormatException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a cassette is refused with the place and the reason, and nothing in it is ever run. */
class UnreadableCassetteTest {

    /** Made to be instantiated by a careless reader. */
    public static final class Canary {
        static volatile boolean instantiated;

        /** Notes that it happened. */
        public Canary() {
            instantiated = true;
        }
    }

    private static final String GET = "{method: GET, uri: 'https://h/'}";
    private static final String OK = "{status: {code: 200}}";

    @Test
    void aNewerVersionIsRefusedWithItsLine() {
        refused("interactions: []\nversion: 2\n")
                .hasMessage(
                        "Cannot read cassette a.yaml, line 2: the cassette has version 2 of the format and this release"
                                + " reads version 1; use a newer release");
    }

    @Test
    void theFirstLayoutOfVcrpyIsNamed() {
        refused("- request: {}\n  response: {}\n").hasMessageContaining("the layout of vcrpy before 1.0");
    }

    @Test
    void theFirstLayoutOfVcrpyWithItsTagsIsRefused() {
        refused("- request: !!python/object:vcr.request.Request\n    method: GET\n")
                .hasMessageContaining("python/object:vcr.request.Request");
    }

    @Test
    void aLargeTextBehindManyAliasesIsRefused() {
        refused("- &a '" + "x".repeat(1 << 20) + "'\n" + "- *a\n".repeat(100))
                .hasMessageContaining("aliases stand for more than");
    }

    @Test
    void aFailureThatNobodyKnowsIsRefusedWithItsLine() {
        String exchange = "interactions:\n- request: " + GET + "\n  response: " + OK + "\n  failure: ";

        refused(exchange + "{kind: magic, after: request}\n")
                .hasMessageContaining("line 4: a failure of kind \"magic\" is not known");
        refused(exchange + "{kind: cut, after: lunch}\n").hasMessageContaining("a failure after \"lunch\"");
        refused(exchange + "{kind: cut}\n").hasMessageContaining("after");
    }

    @Test
    void aBodyWithHalfASurrogatePairIsRefused() {
        refused(Samples.yaml("{method: GET, uri: 'https://h/'}", "{status: {code: 200}, body: \"a\\ud800\"}"))
                .hasMessageContaining("half a surrogate pair");
    }

    @Test
    void recordingsOfOtherProtocolsAreNamed() {
        refused("interactions:\n- request_stream: {raw: a}\nversion: 1\n").hasMessageContaining("gRPC");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!python/object:os.system {}",
                "!!python/object/apply:os.system ['touch /tmp/x']",
                "!!python/object/new:multidict._multidict.istr [a, b]",
                "!!python/object/new:multidict._multidict.istr {a: b}",
                "!!python/name:os.system ''",
                "!!io.vcr.codec.UnreadableCassetteTest$Canary {}",
                "!!io.vcr.codec.UnreadableCassetteTest$Canary []",
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ['http://h/']]]]",
                "!!python/int [5]",
                "!!python/complex 1j",
                "!ruby/object:Gem {}",
                "!custom a"
            })
    void otherTagsAreRefused(String yaml) {
        refused("interactions:\n- " + yaml + "\nversion: 1\n")
                .hasMessageContaining("line 2")
                .hasMessageContaining("must not instantiate objects");
    }

    @Test
    void nothingIsInstantiated() {
        refused("interactions:\n- !!io.vcr.codec.UnreadableCassetteTest$Canary {}\n");

        assertThat(Canary.instantiated).isFalse();
    }

    @Test
    void anAliasBombIsRefused() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            yaml.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(9))
                    .append("*a%d]\n".formatted(i - 1));
        }

        refused(yaml + "interactions: []\n").hasMessageContaining("aliases stand for more than");
    }

    @Test
    void manyAliasesOfALongKeyAreRefused() {
        refused("- &a {" + "x".repeat(1 << 20) + ": 1}\n" + "- *a\n".repeat(100))
                .hasMessageContaining("aliases stand for more than");
    }

    @Test
    void aBombOfMergeKeysIsRefused() {
        String wide = IntStream.range(0, 2_000).mapToObj(i -> "k" + i + ": v").collect(Collectors.joining(", "));

        refused("- &a {" + wide + "}\n" + "- {<<: *a}\n".repeat(600))
                .hasMessageContaining("merge keys stand for more than 1048576 entries");
    }

    @Test
    void aMappingThatMergesItselfIsRefused() {
        refused("interactions: &a {<<: *a}\n").hasMessageContaining("alias");
    }

    @Test
    void anAliasToItselfIsRefused() {
        refused("interactions: &a [*a]\n").hasMessageContaining("alias");
    }

    @Test
    void deepYamlIsRefused() {
        refused("interactions: " + "[".repeat(100_000)).hasMessageContaining("nested deeper than 200 levels");
    }

    @Test
    void deepBlocksAreRefused() {
        refused("- ".repeat(100_000)).hasMessageContaining("nested deeper than 200 levels");
    }

    @Test
    void deepJsonIsRefused() {
        refused("{\"interactions\": " + "[".repeat(100_000)).hasMessageContaining("depth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "\ufeff", "# nothing\n"})
    void anEmptyFileIsRefused(String text) {
        refused(text).hasMessageContaining("the file is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"---\n", "hello", "42", "null", "{}", "version: 1\n"})
    void whatHoldsNoInteractionsIsRefused(String text) {
        refused(text).hasMessageContaining("\"interactions\"");
    }

    @Test
    void aGitLfsPointerIsRefused() {
        refused("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n")
                .hasMessageContaining("not a cassette")
                .hasMessageContaining("git lfs pull");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> Samples.read(new byte[] {'v', (byte) 0xe9, 'r'}))
                .withMessage("Cannot read cassette a.yaml: not UTF-8 text");
    }

    @Test
    void utf16IsRefused() {
        assertThatExceptionOfType(CassetteFormatException.class)
                .isThrownBy(() -> Samples.read("interactions: []".getBytes(java.nio.charset.StandardCharsets.UTF_16)));
    }

    @Test
    void aControlCharacterIsRefused() {
        refused("interactions: []\u0000\n");
    }

    @Test
    void moreThanOneDocumentIsRefused() {
        refused("interactions: []\n---\ninteractions: []\n").hasMessageContaining("more than one document");
    }

    @Test
    void textBehindAJsonDocumentIsRefused() {
        refused("{\"interactions\": []}\n{}").hasMessageContaining("line 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interactions: [",
                "interactions: 'a",
                "a: b: c",
                "\tinteractions: []",
                "*a",
                "!!binary Y: b",
                "<<: a",
                "<<: [{a: b}, c]"
            })
    void brokenYamlIsRefused(String text) {
        refused(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"interactions\": [}", "{\"interactions\": [], }", "{a: b}", "{\"a\": tru"})
    void brokenJsonIsRefused(String text) {
        refused(text).hasMessageContaining("JSON");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {uri: 'https://h/'} | {status: {code: 200}} | request has no "method"
                    {method: GET} | {status: {code: 200}} | request has no "uri"
                    {method: GET, uri: /relative} | {status: {code: 200}} | absolute URI
                    {method: '', uri: 'https://h/'} | {status: {code: 200}} | empty method
                    a | {status: {code: 200}} | request is not a mapping
                    {method: GET, uri: 'https://h/'} | {} | response has no "status"
                    {method: GET, uri: 'https://h/', headers: {a: "b\\nc"}} | {status: {code: 200}} | header a holds the character
                    {method: GET, uri: 'https://h/'} | {status: [200], body: {string: a}} | status is not a mapping
                    {method: GET, uri: 'https://h/'} | {status: {}} | status has no "code"
                    {method: GET, uri: 'https://h/'} | {status: {code: abc}} | status code is not a whole number
                    {method: GET, uri: 'https://h/'} | {status: {code: 99}} | Not an HTTP status: 99
                    {method: GET, uri: 'https://h/'} | {status: {code: 4294967496}} | Not an HTTP status
                    {method: GET, uri: 'https://h/'} | {status: {code: 200}, body: {a: b}} | body has no "string"
                    {method: GET, uri: 'https://h/'} | {status: {code: 200}, body: [a]} | body is not a text
                    {method: GET, uri: 'https://h/'} | {status: {code: 200}, headers: [a]} | headers is not a mapping
                    {method: GET, uri: 'https://h/'} | {status: {code: 200}, headers: {a: {b: c}}} | header a is not a text
                    {method: GET, uri: 'https://h/'} | {status: {code: 200}, headers: {a b: c}} | header name
                    {method: GET, uri: 'https://h/'} | {status: {code: 200}, headers: {? [a] : c}} | a key that is not a text
                    """)
    void whatIsMissingIsNamed(String request, String response, String reason) {
        refused(Samples.yaml(request, response)).hasMessageContaining(reason).hasMessageContaining("line ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    recorded_at: '2026-02-30T12:00:00.000Z' | "recorded_at" is not an ISO-8601 time
                    recorded_at: yesterday | "recorded_at" is not an ISO-8601 time
                    expires_at: 12 | "expires_at" is not an ISO-8601 time
                    timing: 5 | timing is not a mapping
                    timing: {total_ms: 5} | timing has no "first_byte_ms"
                    timing: {first_byte_ms: x, total_ms: 5} | first_byte_ms is not a whole number
                    """)
    void brokenAdditionsAreNamed(String addition, String reason) {
        refused("interactions:\n- request: " + GET + "\n  response: " + OK + "\n  " + addition + "\n")
                .hasMessageContaining("line 4")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5", "[5]", "[[1]]", "[[1, 2, 3]]", "[[1, 0]]", "[[1, -1]]", "[[1, 99999999999]]", "[[a, 1]]"})
    void brokenChunksAreRefused(String chunks) {
        refused("interactions:\n- request: " + GET + "\n  response: " + OK
                        + "\n  timing: {first_byte_ms: 1, total_ms: 2}\n  chunks: " + chunks + "\n")
                .hasMessageContaining("line 5");
    }

    @Test
    void theContentIsNotInTheMessage() {
        refused(Samples.yaml("{method: GET, uri: 'https://user:secret@h:x/'}", OK))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void interactionsThatAreNoListAreRefused() {
        refused("interactions: null\n").hasMessageContaining("\"interactions\" is not a list");
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> refused(String text) {
        return assertThatThrownBy(() -> Samples.read(text))
                .isInstanceOf(CassetteFormatException.class)
                .hasMessageStartingWith("Cannot read cassette a.yaml");
    }
}
