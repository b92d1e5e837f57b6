package io.vcr.testkit.store;

import io.vcr.spi.CassetteId;
import java.util.List;
import java.util.stream.Stream;

/** Valid ids that a careless store merges, truncates, executes or writes outside its directory. */
final class HostileIds {

    /** An id that must be stored, because a store that rejects every id would pass too. */
    static final CassetteId PLAIN = CassetteId.of("a");

    private static final List<CassetteId> ALL = Stream.of(
                    Stream.of("a", "a/b", "a/b/c", "ab"),
                    Stream.of("A", "a/B", "A/b"),
                    Stream.of("a.", "a ", ".a", " a", "a..b", "...", "a/.../b", "..a/b"),
                    Stream.of(
                            "a.yaml",
                            "a.yaml/b",
                            "a.yaml.yaml",
                            "a.json",
                            "a.json/b",
                            "a.zip",
                            ".vcr-1.tmp",
                            ".a.yaml.lock"),
                    Stream.of(
                            "a%2Fb",
                            "%61", "%41", "a\\b", "..\\a", "%2E%2E/a", "a+b", "a%20b", "a b", "~/a", "~", "a~"),
                    Stream.of(
                            "a:b", "a*", "a?", "[a]", "{a}", "a|b", "a<b", "a>b", "a\"b", "$HOME", "`id`", "a#b",
                            "a@b"),
                    Stream.of("a'b", "a'; DROP TABLE cassettes; --", "a_", "a%", "a--b"),
                    Stream.of("con", "CON.x", "nul", "aux/a"),
                    Stream.of(
                            "\u00e9",
                            "e",
                            "\ud83d\ude00",
                            "\u200b",
                            "a\u200b",
                            "\u0130",
                            "i",
                            "\u00df",
                            "ss",
                            "\u212a",
                            "k"),
                    Stream.of("x".repeat(255), "x".repeat(256), "x".repeat(199) + "/" + "x".repeat(57)),
                    Stream.of("x".repeat(1023), "x".repeat(1024), "\u00e9".repeat(512), "y/".repeat(511) + "y"))
            .flatMap(kind -> kind)
            .map(CassetteId::of)
            .toList();

    private HostileIds() {}

    static List<CassetteId> all() {
        return ALL;
    }
}
