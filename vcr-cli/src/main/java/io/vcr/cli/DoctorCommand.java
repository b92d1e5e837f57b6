package io.vcr.cli;

import io.vcr.cli.internal.project.BuildFiles;
import io.vcr.cli.internal.project.Finding;
import io.vcr.cli.internal.project.Finding.Level;
import io.vcr.cli.internal.project.TestSettings;
import io.vcr.cli.internal.source.Selection;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Examines the set-up of a module. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what is wrong with the set-up of a module: settings, dependencies, agent, store and git.",
        footer = {
            "",
            "Without a class path only what the build file names itself is known. With Maven:",
            "  mvn -q dependency:build-classpath -Dmdep.outputFile=target/cp",
            "  vcr doctor --class-path @target/cp",
            "The exit status is 1 if there is a problem.",
        })
final class DoctorCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIRECTORY",
            description = "The directory of the module. Default: this one.")
    private Path module = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--store", paramLabel = "URI", description = "The store. Default: that of the settings.")
    @Nullable
    private String store;

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            description = "The class path of the tests, or @ and a file that holds it.")
    private String classPath = "";

    DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(module.toAbsolutePath())) {
            throw new IOException("There is no directory " + module);
        }
        TestSettings settings = TestSettings.of(module, invocation.environment());
        String path = classPath.startsWith("@") ? Files.readString(Path.of(classPath.substring(1))) : classPath;
        BuildFiles build = BuildFiles.of(module, path);
        List<Finding> findings = new ArrayList<>(settings.examine());
        findings.addAll(build.examine(settings));
        findings.addAll(StoreExamination.of(
                module,
                store != null ? store : settings.get("vcr.store").orElse(Selection.DEFAULT_STORE),
                build,
                invocation.environment()));
        print(findings);
        return findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM) ? Exit.FOUND : Exit.DONE;
    }

    private void print(List<Finding> findings) {
        Console console = invocation.console();
        if (json) {
            List<Object> rows = new ArrayList<>();
            findings.forEach(finding -> rows.add(JsonText.of(
                    "level",
                    name(finding),
                    "subject",
                    finding.subject(),
                    "text",
                    finding.text(),
                    "fix",
                    finding.fix())));
            JsonText.print(console.out(), JsonText.of("findings", rows));
            return;
        }
        for (Finding finding : findings) {
            String level = "%-7s".formatted(name(finding));
            String coloured = switch (finding.level()) {
                case OK -> console.green(level);
                case NOTE -> console.dim(level);
                case PROBLEM -> console.red(level);
            };
            console.line(coloured + "  " + "%-8s".formatted(finding.subject()) + "  " + finding.text());
            finding.fix().ifPresent(fix -> console.line(" ".repeat(19) + "fix  " + fix));
        }
    }

    private static String name(Finding finding) {
        return finding.level().toString().toLowerCase(Locale.ROOT);
    }
}
