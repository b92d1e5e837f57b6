package io.vcr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.cli.internal.text.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassetteCommandTest {

    @TempDir
    private Path directory;

    @Test
    void goesOnAfterACassetteThatIsRejected() throws IOException {
        Path file = Samples.save(directory, "large", Samples.charge(1));
        Samples.save(directory, "small", Samples.charge(1));
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
        List<String> done = new ArrayList<>();
        CassetteCommand command =
                new CassetteCommand(
                        new Invocation(new Console(print, print, false, false), Map.of(), Clock.systemUTC())) {
                    @Override
                    int run(Console console) throws IOException {
                        each("tried", selection.directory(directory), entry -> {
                            if (entry.id().value().equals("large")) {
                                throw new IllegalArgumentException("too large");
                            }
                            done.add(entry.id().value());
                        });
                        return status(false);
                    }
                };

        assertThat(command.call()).isEqualTo(Exit.FAILED);
        assertThat(done).containsExactly("small");
        assertThat(err.toString(StandardCharsets.UTF_8).strip()).isEqualTo(file + ": too large");
    }
}
