package io.vcr.cli;

import io.vcr.SecretPolicy;
import io.vcr.SecretPolicy.Found;
import io.vcr.cli.internal.source.Entry;
import io.vcr.cli.internal.source.Git;
import io.vcr.cli.internal.text.Console;
import io.vcr.cli.internal.text.JsonText;
import io.vcr.cli.internal.text.Quantities;
import io.vcr.spi.Cassette;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Searches cassettes for secrets, and replaces them. */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        description = "Searches cassettes for secrets. Prints file, line and kind, never the secret.",
        footer = {
            "",
            "The exit status is 1 if secrets were found, also if --fix has replaced all of them.",
            "As a hook of git: vcr scan --staged src/test/cassettes",
        })
final class ScanCommand extends CassetteCommand {

    @Option(names = "--fix", description = "Put placeholders such as <access_token-1> in the places of the secrets.")
    private boolean fix;

    @Option(names = "--staged", description = "Read what is staged in git, of the files that WHERE selects.")
    private boolean staged;

    @Mixin
    private final SecretOptions options = new SecretOptions();

    private int scanned;
    private int leaking;
    private int secrets;
    private final List<Object> rows = new ArrayList<>();

    ScanCommand(Invocation invocation) {
        super(invocation);
    }

    @Override
    int run(Console console) throws IOException {
        if (staged && fix) {
            throw new IllegalArgumentException(
                    "--fix changes files, and --staged reads what git has of them; choose one");
        }
        SecretPolicy policy = options.policy(invocation.environment());
        List<Entry> entries = staged
                ? Git.staged(selection.paths(invocation.environment()))
                : selection.entries(invocation.environment());
        each("scanned", entries, entry -> scan(entry, policy));
        printJson(JsonText.of("scanned", scanned, "leaking", leaking, "secrets", rows));
        say(Quantities.count(secrets, "secret") + " in " + leaking + " of " + Quantities.count(scanned, "cassette"));
        return status(secrets > 0);
    }

    private void scan(Entry entry, SecretPolicy policy) throws IOException {
        Entry.Loaded loaded = entry.load();
        Cassette cassette = loaded.cassette();
        scanned++;
        List<Found> found = policy.find(cassette);
        if (found.isEmpty()) {
            return;
        }
        leaking++;
        Optional<SecretLines> lines = loaded.bytes().isEmpty()
                ? Optional.empty()
                : Optional.of(SecretLines.of(
                        loaded.bytes().get().bytes(), entry.source(), cassette, policy.redacted(cassette)));
        for (Found secret : found) {
            if (lines.isEmpty()) {
                report(entry, Optional.empty(), secret);
            } else {
                lines.get().of(secret).forEach(line -> report(entry, Optional.of(line), secret));
            }
        }
        if (fix) {
            fix(entry, policy, found);
        }
    }

    private void report(Entry entry, Optional<Integer> line, Found secret) {
        secrets++;
        rows.add(JsonText.of(
                "source", entry.source(),
                "line", line,
                "episode", secret.episode(),
                "what", secret.what(),
                "replaceable", secret.isReplaceable()));
        Console console = invocation.console();
        say(console.bold(entry.source() + line.map(at -> ":" + at).orElse("")) + ": " + console.red(secret.what())
                + " (episode " + secret.episode() + ")");
    }

    private void fix(Entry entry, SecretPolicy policy, List<Found> found) throws IOException {
        if (found.stream().anyMatch(Found::isReplaceable)) {
            entry.change(policy::redacted);
        }
        long left = found.stream().filter(secret -> !secret.isReplaceable()).count();
        if (left > 0) {
            throw new IOException(entry.source() + " still holds " + Quantities.count(left, "secret")
                    + " that cannot be replaced in place, such as in the bytes of a file; record it again");
        }
        say(invocation.console().green("replaced") + " in " + entry.source());
    }
}
