package io.vcr.examples;

import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import io.vcr.testkit.store.OtherProcess;
import io.vcr.testkit.store.PersisterContract;
import io.vcr.testkit.store.PersisterOpener;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class JdbcPersisterTest extends PersisterContract {

    @TempDir
    private Path directory;

    @BeforeEach
    void createTable() throws SQLException {
        execute("CREATE TABLE cassettes"
                + "(id VARCHAR(1024) PRIMARY KEY, revision CHAR(36) NOT NULL, content BINARY LARGE OBJECT NOT NULL)");
    }

    @Override
    protected Persister open() {
        return new JdbcPersister(database(url()));
    }

    @Override
    protected OtherProcess otherProcess() {
        return OtherProcess.using(Opener.class, url());
    }

    private static final class Opener implements PersisterOpener {
        @Override
        public Persister open(String url) {
            return new JdbcPersister(database(url));
        }
    }

    @Override
    protected void saveAndFail(Persister persister, Cassette cassette) throws IOException, SQLException {
        execute("ALTER TABLE cassettes ADD CONSTRAINT full_disk CHECK (LENGTH(content) < 100000)");
        try {
            persister.save(cassette);
        } finally {
            execute("ALTER TABLE cassettes DROP CONSTRAINT full_disk");
        }
    }

    @Override
    protected void storeRaw(CassetteId id, byte[] bytes) throws SQLException {
        execute("INSERT INTO cassettes (id, revision, content) VALUES (?, ?, ?)", id.value(), "r", bytes);
    }

    /** A file that several processes can open, for as long as one of them uses it. */
    private String url() {
        return "jdbc:h2:" + directory.resolve("cassettes") + ";MODE=PostgreSQL;AUTO_SERVER=TRUE;DB_CLOSE_DELAY=10";
    }

    private static DataSource database(String url) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        return database;
    }

    private void execute(String sql, Object... values) throws SQLException {
        try (Connection connection = database(url()).getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }
}
