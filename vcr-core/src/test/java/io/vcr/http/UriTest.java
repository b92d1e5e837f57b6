package io.vcr.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
                    https://h/p?q=1#f,             https, h,         443,  /p,        q=1
                    HTTP://Api.Example.COM,        http,  api.example.com, 80, /,     ''
                    https://h?q,                   https, h,         443,  /,         q
                    https://h#f?x,                 https, h,         443,  /,         ''
                    http://h:8080/a/,              http,  h,         8080, /a/,       ''
                    http://h:/a,                   http,  h,         80,   /a,        ''
                    http://[::1]:9/a,              http,  [::1],     9,    /a,        ''
                    http://[::1]/a,                http,  [::1],     80,   /a,        ''
                    wss://h/a,                     wss,   h,         443,  /a,        ''
                    ftp://h/a,                     ftp,   h,         -1,   /a,        ''
                    https://u:p@h:1/a,             https, h,         1,    /a,        ''
                    https://u:p@ss@h/a,            https, h,         443,  /a,        ''
                    https://h/a@b:7,               https, h,         443,  /a@b:7,    ''
                    https://h/a b|[c]?d=[e] f,     https, h,         443,  /a b|[c],  d=[e] f
                    https://h/%7Ea?x=%2F?y,        https, h,         443,  /%7Ea,     x=%2F?y
                    """)
    void isTakenApart(String text, String scheme, String host, int port, String path, String query) {
        Uri uri = Uri.of(text);

        assertThat(uri.scheme()).isEqualTo(scheme);
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.port()).isEqualTo(port);
        assertThat(uri.path()).isEqualTo(path);
        assertThat(uri.query()).isEqualTo(query);
        assertThat(uri.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost",
                "a.localhost",
                "127.0.0.1",
                "127.255.2.3",
                "127.1",
                "0.0.0.0",
                "::1",
                "[::1]",
                "::",
                "0:0:0:0:0:0:0:1",
                "[::ffff:127.0.0.1]"
            })
    void aHostIsThisMachine(String host) {
        assertThat(Uri.isThisMachine(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost.example.com",
                "notlocalhost",
                ".localhost",
                "127.example.com",
                "127.0.0.1.example.com",
                "128.0.0.1",
                "10.0.0.1",
                "::2",
                "[::ffff:10.0.0.1]",
                "1::1"
            })
    void aHostIsAnotherMachine(String host) {
        assertThat(Uri.isThisMachine(host)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <API_BASE>/chat/completions?a=1 | <API_BASE>         | /chat/completions | a=1
            <API_BASE>                      | <API_BASE>         | /                 | ''
            <HOST>:8080/p                   | <HOST>:8080        | /p                | ''
            <API_BASE>/p?to=https://h/      | <API_BASE>         | /p                | to=https://h/
            """)
    void aPlaceholderStandsForSchemeAndHost(String text, String host, String path, String query) {
        Uri uri = Uri.of(text);

        assertThat(uri.scheme()).isEmpty();
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.port()).isEqualTo(-1);
        assertThat(uri.path()).isEqualTo(path);
        assertThat(uri.query()).isEqualTo(query);
        assertThat(uri).hasToString(host + path);
        assertThat(uri.withQuery("").withoutFragment().withoutUserInfo().path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h/p",
                "<",
                "<>",
                "<A/b>",
                ">A</b",
                "/p",
                "://h",
                "mailto:a@b",
                "http://",
                "http:///p",
                "http://:80/",
                "http://u@/"
            })
    void withoutSchemeOrHostIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Uri.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h:x/", "http://h:65536/", "http://h:-1/", "http://h:99999999999/"})
    void aBadPortIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Uri.of(text)).withMessageContaining("port");
    }

    @Test
    void anErrorShowsNoSecret() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Uri.of("http://user:secret@h:x/?key=secret"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void theTextFormShowsNeitherQueryNorUserInfo() {
        assertThat(Uri.of("https://user:secret@H:443/p?key=secret#secret")).hasToString("https://h/p");
    }

    @Test
    void theTextFormShowsAnUnusualPort() {
        assertThat(Uri.of("https://h:8443")).hasToString("https://h:8443/");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    https://h/p?a=1#f, b=2, https://h/p?b=2#f
                    https://h/p?a=1,   '',  https://h/p
                    https://h#f?x,     b=2, https://h?b=2#f?x
                    https://h/p,       b=2, https://h/p?b=2
                    """)
    void withQueryLeavesTheRestAlone(String text, String query, String changed) {
        assertThat(Uri.of(text).withQuery(query).text()).isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource({
        "https://u:p@h/a?b@c, https://h/a?b@c",
        "https://u:p@ss@h:1, https://h:1",
        "https://h/a@b, https://h/a@b"
    })
    void withoutUserInfoLeavesTheRestAlone(String text, String changed) {
        assertThat(Uri.of(text).withoutUserInfo().text()).isEqualTo(changed);
    }

    @Test
    void userInfoIsWhatStandsBeforeTheLastAt() {
        assertThat(Uri.of("https://u:p@ss@h/").userInfo()).contains("u:p@ss");
    }

    @Test
    void equalIfWrittenAlike() {
        assertThat(Uri.of("https://h/a"))
                .isEqualTo(Uri.of("https://h/a"))
                .hasSameHashCodeAs(Uri.of("https://h/a"))
                .isNotEqualTo(Uri.of("https://h:443/a"));
    }
}
