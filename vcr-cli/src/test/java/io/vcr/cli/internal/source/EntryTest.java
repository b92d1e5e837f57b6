package io.vcr.cli.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vcr.file.FilePersister;
import io.vcr.spi.CassetteId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryTest {

    @TempDir
    private Path directory;

    @Test
    void fileOfAnotherToolIsNeverDeleted() throws IOException {
        Path har = Files.writeString(directory.resolve("login.har"), "{}");
        Entry entry = Entry.of(CassetteId.of("login.har"), Optional.empty(), har);

        assertThatIllegalStateException().isThrownBy(entry::delete).withMessage(har + " is only read");
        assertThat(har).exists();
    }

    @Test
    void fileInTheFormatOfAnotherToolIsNeverDeleted() throws IOException {
        Path mapping = Files.writeString(directory.resolve("login.json"), "{\"request\": {\"url\": \"/\"}}");
        Entry entry = Entry.of(CassetteId.of("login"), Optional.of(FilePersister.of(directory)), mapping);

        assertThatIllegalStateException().isThrownBy(entry::delete).withMessage(mapping + " is only read");
        assertThat(mapping).exists();
    }

    @Test
    void fileThatALinkLeadsToIsNotDeleted() throws IOException {
        Path file = Files.writeString(directory.resolve("login.yaml"), "");
        Entry entry = Entry.of(CassetteId.of("login"), Optional.of(FilePersister.of(directory)), file)
                .linked();

        assertThatIllegalStateException().isThrownBy(entry::delete);
        assertThat(file).exists();
    }
}
