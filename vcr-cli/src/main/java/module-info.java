/** The command line over cassettes. */
module io.vcr.cli {
    requires io.vcr;
    requires io.vcr.file;
    requires com.fasterxml.jackson.core;
    requires info.picocli;
    requires org.objectweb.asm;

    exports io.vcr.cli;

    opens io.vcr.cli to
            info.picocli;
    opens io.vcr.cli.internal.source to
            info.picocli;

    uses io.vcr.spi.PersisterFactory;
}
