package io.vcr.file;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import io.vcr.testkit.store.OtherProcess;
import io.vcr.testkit.store.PersisterContract;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class FilePersisterContractTest {

    @Nested
    class OnADisk extends PersisterContract {

        @TempDir
        private Path directory;

        @Override
        protected Persister open() {
            return FilePersister.of(directory);
        }

        @Override
        protected OtherProcess otherProcess() {
            return OtherProcess.opening(directory.toUri());
        }

        @Override
        protected void saveAndFail(Persister persister, Cassette cassette) {
            throw notApplicable("this disk is never full; see OnASmallDisk");
        }

        @Override
        protected void storeRaw(CassetteId id, byte[] bytes) throws IOException {
            write(directory, id, bytes);
        }
    }

    @Nested
    class OnASmallDisk extends PersisterContract {

        private static final int SIZE = 64 << 20;

        private final FileSystem disk = Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setMaxSize(SIZE).build());
        private final Path directory = disk.getPath("/store");

        @AfterEach
        void eject() throws IOException {
            disk.close();
        }

        @Override
        protected Persister open() {
            return FilePersister.of(directory);
        }

        @Override
        protected OtherProcess otherProcess() {
            throw notApplicable("this disk is in the memory of one process; see OnADisk");
        }

        @Override
        protected void saveAndFail(Persister persister, Cassette cassette) throws IOException {
            Path filler = disk.getPath("/filler");
            long free = Files.getFileStore(directory).getUnallocatedSpace();
            Files.write(filler, new byte[Math.toIntExact(free - 100_000)]);
            try {
                persister.save(cassette);
            } finally {
                Files.delete(filler);
            }
        }

        @Override
        protected void storeRaw(CassetteId id, byte[] bytes) throws IOException {
            write(directory, id, bytes);
        }
    }

    private static void write(Path directory, CassetteId id, byte[] bytes) throws IOException {
        Path file = directory.resolve(id.value() + ".yaml");
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, bytes);
    }
}
