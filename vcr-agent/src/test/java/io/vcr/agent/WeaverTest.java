package io.vcr.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

class WeaverTest {

    private static final ClassLoader LOADER = WeaverTest.class.getClassLoader();

    private final Bridge bridge = new Bridge();

    /** Without those that this release of the JDK does not have. */
    static List<String> types() throws IOException {
        return all().types().stream()
                .filter(type -> ClassLoader.getSystemResource(type + ".class") != null)
                .toList();
    }

    private static Hooks all() throws IOException {
        return Hooks.of(LOADER, Hooks.CLIENTS).and(Hooks.of(LOADER, Hooks.SESSIONS));
    }

    private static byte[] bytes(String type) throws IOException {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(type + ".class")) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyHookOfTheClassPathFitsAndGivesAClassThatVerifies(String type) throws IOException {
        byte[] woven = new Weaver(all(), bridge).transform(LOADER, type, null, null, bytes(type));

        StringWriter errors = new StringWriter();
        CheckClassAdapter.verify(new ClassReader(woven), LOADER, false, new PrintWriter(errors));
        assertThat(errors.toString()).isEmpty();
        assertThat(bridge.get()).isEmpty();
        assertThat(woven.length).isGreaterThan(bytes(type).length);
    }

    @Test
    void aClassWithoutAHookIsNotRead() {
        Weaver weaver = new Weaver(Hooks.of(List.of()), bridge);

        assertThat(weaver.transform(LOADER, "com/acme/Any", null, null, new byte[] {1, 2, 3}))
                .isNull();
        assertThat(weaver.transform(LOADER, null, null, null, new byte[] {1, 2, 3}))
                .isNull();
        assertThat(bridge.get()).isEmpty();
    }

    @Test
    void aClassWhoseMethodHasGoneIsNamed() throws IOException {
        Hooks hooks = Hooks.of(List.of("java.lang.Object gone()Ljava/lang/String; result com.acme.Vcr#attach"));

        new Weaver(hooks, bridge).transform(null, "java/lang/Object", null, null, bytes("java/lang/Object"));

        assertThat(bridge.get())
                .containsExactly("java.lang.Object has no method gone()Ljava/lang/String;: this version cannot be"
                        + " attached by com.acme.Vcr#attach");
    }

    @Test
    void aMethodThatSomeVersionsDoNotHaveIsNotNamed() throws IOException {
        Hooks hooks = Hooks.of(List.of("? java.lang.Object gone()Ljava/lang/String; result com.acme.Vcr#attach"));

        new Weaver(hooks, bridge).transform(null, "java/lang/Object", null, null, bytes("java/lang/Object"));

        assertThat(bridge.get()).isEmpty();
    }

    @Test
    void aClassThatCannotBeReadStaysAsItIsAndIsNamed() {
        Hooks hooks = Hooks.of(List.of("com.acme.Broken <init>()V receiver com.acme.Vcr#attach"));

        byte[] woven = new Weaver(hooks, bridge).transform(LOADER, "com/acme/Broken", null, null, new byte[8]);

        assertThat(woven).isNull();
        assertThat(bridge.get()).singleElement().asString().startsWith("com.acme.Broken cannot be woven: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.acme.Client build()V",
                "com.acme.Client build receiver com.acme.Vcr#attach",
                "com.acme.Client build()V argument 0 com.acme.Vcr#attach",
                "com.acme.Client build()V somewhere com.acme.Vcr#attach"
            })
    void aLineThatIsNoHookIsAnErrorThatQuotesIt(String line) {
        assertThatThrownBy(() -> Hooks.of(List.of(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Not a hook (class, method with descriptor, where, attachment): " + line);
    }

    @Test
    void commentsAndEmptyLinesAreNoHooks() {
        assertThat(Hooks.of(List.of("# a comment", "", "  ")).types()).isEmpty();
    }
}
