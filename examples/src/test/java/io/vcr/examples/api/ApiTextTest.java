package io.vcr.examples.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTextTest {

    @TempDir
    private Path directory;

    @Test
    void recordHasComponents() throws IOException {
        assertThat(api("""
                package a;
                public record Pair<T extends Comparable<? super T>>(T left, java.util.List<String[]> right) {
                    public static final int SIZE = 2;
                    public Pair { }
                    public T left() { return left; }
                    public boolean isEqual() { return false; }
                }
                """)).isEqualTo("""
                package a

                public record a.Pair<T extends Comparable<? super T>>(T left, java.util.List<String[]> right) {
                  public static final int SIZE = 2
                  public boolean isEqual()
                }
                """);
    }

    @Test
    void sealedTypeHasWhatItPermits() throws IOException {
        assertThat(api("""
                package a;
                public sealed interface Answer {
                    record Yes() implements Answer { }
                    static Answer yes() { return new Yes(); }
                    default boolean isYes() { return this instanceof Yes; }
                }
                final class No implements Answer { }
                """)).isEqualTo("""
                package a

                public sealed interface a.Answer permits (not public), a.Answer.Yes {
                  default boolean isYes()
                  static a.Answer yes()
                }

                public record a.Answer.Yes() implements a.Answer {
                }
                """);
    }

    @Test
    void enumHasItsConstantsInTheirOrder() throws IOException {
        assertThat(api("""
                package a;
                public enum Colour {
                    RED, @Deprecated BLUE { @Override public int code() { return 2; } };
                    public int code() { return 1; }
                }
                """)).isEqualTo("""
                package a

                public enum a.Colour {
                  RED
                  @Deprecated BLUE
                  public int code()
                }
                """);
    }

    @Test
    void annotationHasMembersAndDefaults() throws IOException {
        assertThat(api("""
                package a;
                @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
                public @interface Marked {
                    String value();
                    String[] names() default {"\\"a\\"", "b"};
                    Class<?> type() default Object.class;
                }
                """)).isEqualTo("""
                package a

                @java.lang.annotation.Retention(value = java.lang.annotation.RetentionPolicy.RUNTIME)
                public @interface a.Marked {
                  String[] names() default {"\\"a\\"", "b"}
                  Class<?> type() default Object.class
                  String value()
                }
                """);
    }

    @Test
    void genericMethodHasBoundsAndExceptions() throws IOException {
        assertThat(api("""
                package a;
                public abstract class Work {
                    protected Work() { }
                    Work(int hidden) { }
                    protected abstract <T extends Number & Runnable, E extends Exception> T of(
                            java.util.Map.Entry<? extends T, ?> entry, T... more) throws E, java.io.IOException;
                    public final void end() throws InterruptedException, java.io.IOException { }
                    private void secret() { }
                }
                """)).isEqualTo("""
                package a

                public abstract class a.Work {
                  protected Work()
                  public final void end() throws InterruptedException, java.io.IOException
                  protected abstract <T extends Number & Runnable, E extends Exception> T of(java.util.Map.Entry<? extends T, ?>, T...) throws E, java.io.IOException
                }
                """);
    }

    @Test
    void nullableTypesAreShown() throws IOException {
        assertThat(api("""
                package a;
                import org.jspecify.annotations.Nullable;
                public interface Finder<T extends @Nullable Object> {
                    @Nullable String find(@Nullable Object key, java.util.List<? extends @Nullable T> others);
                    @Nullable String @Nullable [] all();
                }
                """)).isEqualTo("""
                package a

                public interface a.Finder<T extends @Nullable Object> {
                  @Nullable String @Nullable [] all()
                  @Nullable String find(@Nullable Object, java.util.List<? extends @Nullable T>)
                }
                """);
    }

    @Test
    void whatAHiddenTypeDeclaresBelongsToItsSubclass() throws IOException {
        assertThat(api("""
                package a;
                public final class Shown extends Hidden {
                    public Shown() { }
                }
                class Hidden extends java.io.IOException implements Runnable {
                    public void run() { }
                    protected void inner() { }
                }
                """)).isEqualTo("""
                package a

                public final class a.Shown extends java.io.IOException implements Runnable {
                  public Shown()
                  public void run()
                }
                """);
    }

    @Test
    void packagesNamedInternalAreLeftOut() throws IOException {
        assertThat(api("package a.internal.b; public class Other { }")).isEmpty();
    }

    @Test
    void exportsOfAModuleAreItsPackages() throws IOException {
        String api = api(Map.of(
                "module-info.java",
                        "module a.b { exports a; exports a.friends to java.logging; requires transitive java.xml; }",
                "One.java", "package a; public class One { }",
                "Two.java", "package a.friends; public class Two { }",
                "Three.java", "package a.other; public class Three { }"));

        assertThat(api).isEqualTo("""
                module a.b {
                  exports a
                  requires transitive java.xml
                }

                package a

                public class a.One {
                  public One()
                }
                """);
    }

    private String api(String source) throws IOException {
        String name = source.replaceAll("(?s).*?public [a-z ]*@?(?:class|record|interface|enum) (\\w+).*", "$1");
        return api(Map.of(name + ".java", source));
    }

    private String api(Map<String, String> sources) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-d", directory.resolve("classes").toString(), "--release", "17"));
        arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Xlint:none", "-proc:none"));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = Files.createDirectories(directory.resolve("src")).resolve(source.getKey());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).isZero();
        return ApiText.of(directory.resolve("classes"));
    }
}
