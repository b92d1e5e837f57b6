package io.vcr.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vcr.internal.node.Node;
import io.vcr.spi.CassetteFormatException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Structure and scalars of YAML; what they mean is in YAML 1.2, and in PyYAML where it differs. */
class YamlReaderTest {

    static String[][] documents() {
        return new String[][] {
            {"a: b", "{a=b}"},
            {"a:\n- 1\n- 2\nb: 3", "{a=[1, 2], b=3}"},
            {"a:\n  - 1\n  - 2", "{a=[1, 2]}"},
            {"- a: 1\n  b: 2\n- c: 3", "[{a=1, b=2}, {c=3}]"},
            {"- - 1\n  - 2\n- - 3", "[[1, 2], [3]]"},
            {"-\n  a: 1\n-\n- b", "[{a=1}, null, b]"},
            {"a:\nb:", "{a=null, b=null}"},
            {"a: # comment\n  b # c\n", "{a=b}"},
            {"a: b\n  c\n\n  d", "{a=b c\nd}"},
            {"a: b#c: d", null},
            {"a: b#c", "{a=b#c}"},
            {"a: http://h/x?y=1", "{a=http://h/x?y=1}"},
            {"'a b': \"c\\td\"", "{a b=c\td}"},
            {"a: 'it''s'", "{a=it's}"},
            {"a: 'x\n  y\n\n  z'", "{a=x y\nz}"},
            {"a: \"x\n  y \\\n  z\\n\n  w\"", "{a=x y z\n w}"},
            {"a: \"x\\\n  \\ \\ y\"", "{a=x  y}"},
            {"a: \"\\x41\\u00e9\\U0001F600\\0\"", "{a=Aé\uD83D\uDE00\0}"},
            {"a: |\n  x\n   y\n\n  z\nb: 1", "{a=x\n y\n\nz\n, b=1}"},
            {"a: |-\n  x\n\nb: 1", "{a=x, b=1}"},
            {"a: |+\n  x\n\nb: 1", "{a=x\n\n, b=1}"},
            {"a: |2\n    x\n  y\n", "{a=  x\ny\n}"},
            {"a: |-\n\n  x", "{a=\nx}"},
            {"a: >\n  x\n  y\n\n  z\n   w\n  v\n", "{a=x y\nz\n w\nv\n}"},
            {"a: >-\n  x\n  y", "{a=x y}"},
            {"a: |\nb: 1", "{a=, b=1}"},
            {"a: [1, 'b', {c: d, e}, [ ]]", "{a=[1, b, {c=d, e=null}, []]}"},
            {"a: {\"b\":1,\n  c: [x y,\n  z]}", "{a={b=1, c=[x y, z]}}"},
            {"a: [b: c]", "{a=[{b=c}]}"},
            {"? a\n: b\n? c", "{a=b, c=null}"},
            {"? |\n  a\n: - b\n  - c", "{a\n=[b, c]}"},
            {"a: &x b\nc: *x", "{a=b, c=b}"},
            {"a: &x\n  b: 1\nc: *x", "{a={b=1}, c={b=1}}"},
            {"a: &x ~\nb: *x # c\nc: [*x]", "{a=null, b=null, c=[null]}"},
            {"a: &x\nb: *x", "{a=null, b=null}"},
            {"a: &x b\n  c\nd: *x", "{a=b c, d=b c}"},
            {"a: &x b\n*x : c", "{a=b, b=c}"},
            {"a: &x b\nc: *x\n  d", null},
            {"%YAML 1.1\n---\na: b\n...\n", "{a=b}"},
            {"--- a", "a"},
            {"a: !!str 1\nb: !!binary |\n  YQ==\n", "{a=1, b=YQ==\n}"},
            {"!!python/unicode 'a': !!python/tuple [1]", "{a=[1]}"},
            {"? !!binary YQ==\n: b", "{a=b}"},
            {"!!binary YQ==: b", "{a=b}"},
            {"{!!binary YQ==: b}", "{a=b}"},
            {"? !!binary |\n  w6k=\n: b", "{é=b}"},
            {"? !!binary 6Q==\n: b", "{é=b}"},
            {"a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3", "{a={b=1, c=2}, d={b=1, c=3}}"},
            {"a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}", "{a={b=1, c=2}, d={b=1, c=3}}"},
            {"- &x {b: 1}\n- &y {b: 2, c: 3}\n- {<<: [*x, *y]}", "[{b=1}, {b=2, c=3}, {b=1, c=3}]"},
            {"- &x {b: 1}\n- &y {<<: *x, c: 2}\n- {<<: *y}", "[{b=1}, {b=1, c=2}, {b=1, c=2}]"},
            {"- {<<: {b: 1}}\n- {'<<': {b: 1}}", "[{b=1}, {<<={b=1}}]"},
            {"a: - b", "{a=[b]}"},
            {"a:\n- b\n  c\n- d", "{a=[b c, d]}"},
            {"a: ''\nb: \"\"", "{a=, b=}"},
            {"a: b\r\nc: |\r\n  d\r\n  e\r\n", "{a=b, c=d\ne\n}"},
            {"a : b", "{a=b}"},
            {"a:\n  b:\n    c: d\n  e: f", "{a={b={c=d}, e=f}}"},
            {"a: b\n c: d", null},
            {"a:\n  b: c\n d: e", null},
            {"- a\n b", "[a b]"},
            {"a: [1, 2", null},
            {"a: 'b", null},
            {"a: *b", null},
            {"a: \"\\q\"", null},
            {"a: @b", null},
            {"a: 'b' c", null},
            {"a: |x\n  b", null},
            {"a\nb: c", null},
        };
    }

    @ParameterizedTest
    @MethodSource("documents")
    void documentsAreReadOrRefused(String yaml, String expected) throws CassetteFormatException {
        if (expected == null) {
            assertThat(catchThrowable(() -> YamlReader.read("a.yaml", yaml)))
                    .isInstanceOf(CassetteFormatException.class)
                    .hasMessageContaining("not valid YAML");
        } else {
            assertThat(show(YamlReader.read("a.yaml", yaml))).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "'1'", "yes", "~", "", "|\n  1\n", "!!str 1", "!!binary YQ==", "[1, '2']", "{b: 1}"})
    void anAliasIsWhatItsAnchorNames(String value) throws CassetteFormatException {
        Node.Mapping root = (Node.Mapping) YamlReader.read("a.yaml", "a: &x " + value + "\nb: *x\nc: [*x]\n");

        Node named = root.get("a").orElseThrow();
        assertThat(root.get("b")).contains(named);
        assertThat(((Node.Sequence) root.get("c").orElseThrow()).items()).containsExactly(named);
    }

    @Test
    void nodesKnowTheirLine() throws CassetteFormatException {
        Node.Mapping root = (Node.Mapping) YamlReader.read("a.yaml", "# c\na: 'x\n  y'\n\nb:\n- |\n  z\n- w\n");
        Node.Sequence list = (Node.Sequence) root.get("b").orElseThrow();
        assertThat(root.line()).isEqualTo(2);
        assertThat(list.items()).extracting(Node::line).containsExactly(6, 8);
    }

    private static String show(Node node) {
        if (node instanceof Node.Mapping mapping) {
            return mapping.entries().stream()
                    .map(entry -> entry.key() + "=" + show(entry.value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof Node.Sequence sequence) {
            return sequence.items().stream().map(YamlReaderTest::show).collect(Collectors.joining(", ", "[", "]"));
        }
        Node.Scalar scalar = (Node.Scalar) node;
        return scalar.isNull() ? "null" : scalar.text();
    }
}
