package io.vcr.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.testkit.server.Hpack.Field;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of RFC 7541, appendix C, and what a client may send besides. */
class HpackTest {

    private final Hpack hpack = new Hpack();

    @Test
    void c3RequestsWithoutHuffmanShareATable() throws IOException {
        assertThat(decode("828684410f7777772e6578616d706c652e636f6d"))
                .containsExactly(
                        new Field(":method", "GET"),
                        new Field(":scheme", "http"),
                        new Field(":path", "/"),
                        new Field(":authority", "www.example.com"));
        assertThat(decode("828684be58086e6f2d6361636865"))
                .endsWith(new Field(":authority", "www.example.com"), new Field("cache-control", "no-cache"));
        assertThat(decode("828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"))
                .endsWith(new Field(":authority", "www.example.com"), new Field("custom-key", "custom-value"));
    }

    @Test
    void c4RequestsWithHuffmanShareATable() throws IOException {
        assertThat(decode("828684418cf1e3c2e5f23a6ba0ab90f4ff")).endsWith(new Field(":authority", "www.example.com"));
        assertThat(decode("828684be5886a8eb10649cbf")).endsWith(new Field("cache-control", "no-cache"));
        assertThat(decode("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"))
                .endsWith(new Field("custom-key", "custom-value"));
    }

    @Test
    void aSmallTableForgetsTheOldest() throws IOException {
        assertThat(decode("3f21" + "4001610162")).containsExactly(new Field("a", "b"));
        decode("4001630164");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> decode("bf"));
        assertThat(decode("be")).containsExactly(new Field("c", "d"));
    }

    @Test
    void aBlockThatEndsTooSoonIsNone() {
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> decode("400a63"));
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        String value = "long ".repeat(60).strip();

        assertThat(hpack.decode(Hpack.encode("201 Made", "X-A: 1\nX-Long: " + value)))
                .containsExactly(new Field(":status", "201"), new Field("x-a", "1"), new Field("x-long", value));
    }

    private List<Field> decode(String hex) throws IOException {
        return hpack.decode(HexFormat.of().parseHex(hex));
    }
}
