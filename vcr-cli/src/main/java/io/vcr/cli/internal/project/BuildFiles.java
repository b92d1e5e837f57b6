package io.vcr.cli.internal.project;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a module depends on: by a class path, or else by what its build file names itself. Immutable.
 *
 * @param artifacts names without versions, such as {@code okhttp}
 * @param isWhole whether these are all; a build file may inherit others, or name them elsewhere
 * @param text the build file; empty if there is none
 * @param textOfParents those of the directories above, as far as each has one
 */
public record BuildFiles(Set<String> artifacts, boolean isWhole, String text, String textOfParents) {

    private static final List<String> FILES = List.of("pom.xml", "build.gradle.kts", "build.gradle");
    private static final Pattern MAVEN = Pattern.compile("<artifactId>\\s*([^<\\s]+)\\s*</artifactId>");
    private static final Pattern GRADLE = Pattern.compile("[\"'][\\w.-]+:([\\w.-]+)(?::[^\"']*)?[\"']");
    private static final Pattern XML_COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern LINE_COMMENT = Pattern.compile("(?m)^\\s*//.*$");

    /** Dependencies of Maven that are not those of the tests. */
    private static final Pattern OTHERS =
            Pattern.compile("<(plugin|dependencyManagement|exclusions)>.*?</\\1>", Pattern.DOTALL);

    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL);

    /** What names dependencies somewhere else: a parent of Maven; a catalogue, a project or a script of Gradle. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("<parent>|\\b\\w*[lL]ibs\\.\\w|\\bproject\\s*\\(|\\bapply\\s*\\(?\\s*from\\b");

    private static final Pattern JAR = Pattern.compile("(.+?)-\\d[^/]*\\.jar");

    private static final String FIX = "add io.vcr:%s as a test dependency";

    /** The clients by what their artifacts are called, with the adapters that attach them. */
    private static final Map<Pattern, List<String>> ADAPTERS = adapters();

    private static Map<Pattern, List<String>> adapters() {
        Map<Pattern, List<String>> adapters = new LinkedHashMap<>();
        adapters.put(
                Pattern.compile("okhttp(-jvm)?|retrofit|openai-java|google-genai"), List.of("vcr-transport-okhttp"));
        adapters.put(Pattern.compile("anthropic-java"), List.of("vcr-sdk-anthropic", "vcr-transport-okhttp"));
        adapters.put(Pattern.compile("httpclient5"), List.of("vcr-transport-apache"));
        adapters.put(Pattern.compile("httpclient"), List.of("vcr-transport-apache4"));
        adapters.put(Pattern.compile("bedrockruntime|sdk-core|aws-core"), List.of("vcr-sdk-aws"));
        adapters.put(Pattern.compile("azure-core|azure-ai-.*|azure-storage-.*"), List.of("vcr-sdk-azure"));
        adapters.put(
                Pattern.compile("spring-web(flux)?|spring-boot-starter-(web|webmvc|webflux|restclient|webclient)"),
                List.of("vcr-spring"));
        adapters.put(Pattern.compile("langchain4j-http-client-jdk|langchain4j"), List.of("vcr-transport-jdk"));
        return adapters;
    }

    /**
     * Reads what a module depends on.
     *
     * @param classPath jars, as {@code java -cp} takes them; empty for the build file
     */
    public static BuildFiles of(Path module, String classPath) throws IOException {
        String text = text(module);
        Set<String> artifacts = new TreeSet<>();
        if (classPath.isEmpty()) {
            DEPENDENCY
                    .matcher(OTHERS.matcher(text).replaceAll(""))
                    .results()
                    .forEach(dependency -> MAVEN.matcher(dependency.group())
                            .results()
                            .forEach(found -> artifacts.add(found.group(1))));
            GRADLE.matcher(text).results().forEach(found -> artifacts.add(found.group(1)));
        } else {
            for (String entry : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
                String name = String.valueOf(Path.of(entry.strip()).getFileName());
                JAR.matcher(name).results().forEach(found -> artifacts.add(found.group(1)));
            }
        }
        boolean isWhole = !classPath.isEmpty() || !ELSEWHERE.matcher(text).find();
        return new BuildFiles(artifacts, isWhole, text, textOfParents(module));
    }

    private static String text(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : FILES) {
            if (Files.isRegularFile(directory.resolve(name))) {
                Pattern comment = name.endsWith(".xml") ? XML_COMMENT : LINE_COMMENT;
                text.append(comment.matcher(Files.readString(directory.resolve(name)))
                        .replaceAll(""));
            }
        }
        return text.toString();
    }

    private static String textOfParents(Path module) throws IOException {
        StringBuilder texts = new StringBuilder();
        Path above = module.toAbsolutePath().normalize().getParent();
        while (above != null && !text(above).isEmpty()) {
            texts.append(text(above));
            above = above.getParent();
        }
        return texts.toString();
    }

    public boolean has(String artifact) {
        return artifacts.contains(artifact);
    }

    /** That something is not there: a problem, or a note if it may be named elsewhere. */
    public Finding missing(String subject, String text, String artifact) {
        return isWhole
                ? Finding.problem(subject, text, FIX.formatted(artifact))
                : Finding.note(
                        subject,
                        text
                                + ", as far as the build file says; with --class-path also what it takes from elsewhere counts");
    }

    public List<Finding> examine(TestSettings settings) {
        if (artifacts.isEmpty()) {
            return List.of(Finding.note("build", "no dependencies found, so adapters and agent are not examined"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                has("vcr-junit5")
                        ? Finding.ok("junit", "vcr-junit5 is a dependency")
                        : Finding.note(
                                "junit", "vcr-junit5 is no dependency of this module; so it is used without JUnit"));
        findings.addAll(adapterFindings());
        agent(settings).ifPresent(findings::add);
        return findings;
    }

    private List<Finding> adapterFindings() {
        Set<String> present = artifacts.stream()
                .filter(name -> name.matches("vcr-(transport-.*|sdk-.*|spring|edge)"))
                .collect(Collectors.toCollection(TreeSet::new));
        List<Finding> findings = new ArrayList<>();
        if (present.isEmpty()) {
            findings.add(missing(
                    "adapters",
                    "there is no adapter, so no client is recorded",
                    ADAPTERS.entrySet().stream()
                            .filter(adapter -> isClient(adapter.getKey()))
                            .map(adapter -> adapter.getValue().get(0))
                            .findFirst()
                            .orElse("vcr-transport-jdk")));
            return findings;
        }
        findings.add(Finding.ok("adapters", String.join(", ", present)));
        ADAPTERS.forEach((clients, adapters) -> {
            if (isClient(clients) && adapters.stream().noneMatch(this::has)) {
                String client = artifacts.stream()
                        .filter(name -> clients.matcher(name).matches())
                        .findFirst()
                        .orElseThrow();
                findings.add(Finding.note(
                        "adapters",
                        client + " has no adapter; if tests send requests with it, " + FIX.formatted(adapters.get(0))));
            }
        });
        return findings;
    }

    private boolean isClient(Pattern clients) {
        return artifacts.stream().anyMatch(name -> clients.matcher(name).matches());
    }

    private Optional<Finding> agent(TestSettings settings) {
        boolean isStarted = text.contains("-javaagent") || textOfParents.contains("-javaagent");
        String need = settings.get("vcr.agent").orElse("").toLowerCase(Locale.ROOT);
        boolean isAttached = need.equals("attach");
        if (has("vcr-agent") && !isStarted && !isAttached && !text.isEmpty()) {
            return Optional.of(Finding.problem(
                    "agent",
                    "vcr-agent is a dependency, and the build file has no -javaagent that starts it",
                    "add -javaagent:${io.vcr:vcr-agent:jar} to the argLine of Surefire, see docs/agent.md"));
        }
        if ((isAttached || need.equals("required")) && !has("vcr-agent")) {
            return Optional.of(missing("agent", "vcr.agent=" + need + ", and vcr-agent is no dependency", "vcr-agent"));
        }
        return has("vcr-agent")
                ? Optional.of(Finding.ok(
                        "agent", isStarted ? "-javaagent is in the build file" : "vcr.agent=attach starts it"))
                : Optional.empty();
    }
}
