package io.vcr.cli;

import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.Transcript;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code vcr}, which only has subcommands. */
@Command(
        name = "vcr",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        description = "Works on the cassettes of tests: files, or the entries of a store.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done, and nothing was found",
            "1:found: secrets, differences, problems of a set-up",
            "2:the command line is not valid",
            "3:something could not be read or written",
            "70:an error of this program"
        })
final class VcrCommand implements Runnable {

    /** Its script names all the others. */
    private static final String COMPLETION = "completion";

    @Spec
    private CommandSpec spec;

    private VcrCommand() {
        spec = CommandSpec.create(); // replaced by picocli
    }

    /**
     * The command line for some arguments. If they begin with the name of a command, it has no other: to read the
     * annotations of all takes picocli 0.04 s.
     */
    static CommandLine line(Invocation invocation, String... arguments) {
        Console console = invocation.console();
        Map<String, Supplier<Object>> commands = commands(invocation);
        CommandLine line = new CommandLine(new VcrCommand());
        if (arguments.length > 0 && !arguments[0].equals(COMPLETION) && commands.containsKey(arguments[0])) {
            commands.keySet().retainAll(Set.of(arguments[0]));
        }
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.isColoured() ? Ansi.ON : Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                // doctor takes @ and a file itself
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(VcrCommand::rejected)
                .setExecutionExceptionHandler((e, command, parsed) -> failed(e, console));
        return line;
    }

    private static Map<String, Supplier<Object>> commands(Invocation invocation) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("list", () -> new ListCommand(invocation));
        commands.put("show", () -> new ShowCommand(invocation));
        commands.put("diff", () -> new DiffCommand(invocation));
        commands.put("stats", () -> new StatsCommand(invocation));
        commands.put("scan", () -> new ScanCommand(invocation));
        commands.put("convert", () -> new ConvertCommand(invocation));
        commands.put("prune", () -> new PruneCommand(invocation));
        commands.put("flush", () -> new FlushCommand(invocation));
        commands.put("doctor", () -> new DoctorCommand(invocation));
        commands.put(COMPLETION, GenerateCompletion::new);
        return commands;
    }

    private static int rejected(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private static int failed(Exception e, Console console) throws Exception {
        if (e instanceof IllegalArgumentException) {
            console.problem(String.valueOf(e.getMessage()));
            return Exit.USAGE;
        }
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        if (cause instanceof IOException failure) {
            console.problem(message(failure));
            return Exit.FAILED;
        }
        console.problem("This is an error of vcr itself; please report it.");
        e.printStackTrace(console.err());
        return Exit.BROKEN;
    }

    /** What people read of a failure: the JDK says only the name of a file that is not there. */
    static String message(IOException e) {
        String message = e instanceof NoSuchFileException missing && missing.getReason() == null
                ? "There is no file " + missing.getFile()
                : e.getMessage() == null ? e.toString() : e.getMessage();
        return message.lines().map(Transcript::printable).collect(Collectors.joining("\n"));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
