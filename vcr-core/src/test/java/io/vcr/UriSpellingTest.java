package io.vcr;

import static io.vcr.Exchanges.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UriSpellingTest {

    @ParameterizedTest
    @CsvSource(delimiterString = " is ", textBlock = """
            https://h/a~b                 is https://h/a%7Eb
            https://h/a%7eb               is https://h/a~b
            https://h/a%2fb               is https://h/a%2Fb
            https://h/r/<X>/              is https://h/r/%3CX%3E/
            https://h/%41%2D%5f%2E%30     is https://h/A-_.0
            https://h/a b                 is https://h/a%20b
            https://h/a"b                 is https://h/a%22b
            https://h/a{b}|c              is https://h/a%7Bb%7D%7Cc
            https://h/a\\b^c`d            is https://h/a%5Cb%5Ec%60d
            https://h/a[1]                is https://h/a%5B1%5D
            https://h/caf\u00e9           is https://h/caf%C3%A9
            https://h/\ud83d\ude80        is https://h/%f0%9f%9a%80
            https://h/100%                is https://h/100%25
            https://h/a%zz                is https://h/a%25zz
            https://h/a%4                 is https://h/a%254
            https://h/./a                 is https://h/a
            https://h/a/./b               is https://h/a/b
            https://h/a/../b              is https://h/b
            https://h/a/b/..              is https://h/a/
            https://h/a/.                 is https://h/a/
            https://h/../../a             is https://h/a
            https://h/a/%2E%2e/b          is https://h/b
            https://h/a/b/../../..        is https://h
            https://h/a/..b/...           is https://h/a/..b/...
            https://h                     is https://h/
            https://h?q=1                 is https://h/?q=1
            HTTPS://H:443/a               is https://h/a
            http://h:80/a                 is http://h/a
            http://h:/a                   is http://h/a
            https://b\u00fccher.example/  is https://xn--bcher-kva.example/
            https://B\u00dcCHER.example/  is https://XN--BCHER-KVA.example/
            https://b%C3%BCcher.example/  is https://xn--bcher-kva.example/
            https://\u4f8b\u3048.jp/      is https://xn--r8jz45g.jp/
            http://[::1]/a                is http://[0:0:0:0:0:0:0:1]/a
            http://[2001:DB8::1]:80/      is http://[2001:db8:0:0::1]/
            """)
    void oneResourceHasOneSpelling(String recorded, String sent) {
        assertThat(differing(recorded, sent)).isEmpty();
        assertThat(differing(sent, recorded)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://h/a/b         | https://h/a%2Fb        | path
            https://h/a;b         | https://h/a%3Bb        | path
            https://h/a:b         | https://h/a%3Ab        | path
            https://h/a+b         | https://h/a%20b        | path
            https://h/a+b         | https://h/a%2Bb        | path
            https://h/a=1         | https://h/a%3D1        | path
            https://h/a%2525      | https://h/a%25         | path
            https://h/a/          | https://h/a            | path
            https://h//a          | https://h/a            | path
            https://h/A           | https://h/a            | path
            https://h/a...        | https://h/a            | path
            https://h/caf%E9      | https://h/caf%C3%A9    | path
            http://[::1]/a        | http://[::2]/a         | host
            https://bucher.de/    | https://b\u00fccher.de/  | host
            https://127.0.0.1/    | https://localhost/     | host
            https://h:80/a        | https://h/a            | port
            """)
    void whatMayMeanSomethingElseDiffers(String recorded, String sent, String matcher) {
        assertThat(differing(recorded, sent)).containsExactly(matcher);
    }

    @Test
    void theDifferenceShowsWhatIsWritten() {
        assertThat(Matchers.path().difference(get("https://h/r/<X>/"), get("https://h/r/a%7Eb/")))
                .isEqualTo("recorded /r/<X>/, sent /r/a%7Eb/");
    }

    private static List<String> differing(String one, String other) {
        return Matchers.defaults().stream()
                .filter(matcher -> !matcher.project(get(one)).equals(matcher.project(get(other))))
                .map(matcher -> matcher.name())
                .toList();
    }
}
