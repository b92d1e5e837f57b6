/** Stores cassettes in a directory. */
module io.vcr.file {
    requires transitive io.vcr;

    exports io.vcr.file;

    provides io.vcr.spi.PersisterFactory with
            io.vcr.file.FilePersisterFactory;
}
