package io.vcr.examples;

import io.vcr.codec.CassetteCodec;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Cassettes in a table. Each method is one statement, so that the database makes it atomic. Thread-safe. */
final class JdbcPersister implements Persister {

    private static final String REPLACE =
            "UPDATE cassettes SET revision = ?, content = ? WHERE id = ? AND revision = ?";

    private final DataSource database;
    private volatile boolean closed;

    JdbcPersister(DataSource database) {
        this.database = database;
    }

    @Override
    public Optional<Cassette> load(CassetteId id) throws IOException {
        return run("SELECT content, revision FROM cassettes WHERE id = ?", List.of(id.value()), select -> {
            ResultSet row = select.executeQuery();
            return row.next() ? Optional.of(decode(id, row.getBytes(1), row.getString(2))) : Optional.empty();
        });
    }

    /** What cannot be read has its revision too, so that a good cassette replaces it in one statement. */
    private static Cassette decode(CassetteId id, byte[] bytes, String revision) throws CassetteFormatException {
        try {
            return CassetteCodec.decode(id, bytes, "cassettes." + id).withRevision(revision);
        } catch (CassetteFormatException e) {
            throw e.withRevision(revision);
        }
    }

    @Override
    public void save(Cassette cassette) throws IOException {
        String id = cassette.id().value();
        String read = cassette.revision();
        String next = UUID.randomUUID().toString();
        byte[] bytes = CassetteCodec.JSON.encode(cassette);
        int saved = read == null
                ? update("INSERT INTO cassettes VALUES (?, ?, ?) ON CONFLICT DO NOTHING", id, next, bytes)
                : update(REPLACE, next, bytes, id, read);
        if (saved == 0) {
            throw new CassetteConflictException(cassette.id());
        }
    }

    @Override
    public boolean delete(CassetteId id) throws IOException {
        return update("DELETE FROM cassettes WHERE id = ?", id.value()) == 1;
    }

    /** The database is somebody else's. */
    @Override
    public void close() {
        closed = true;
    }

    private int update(String sql, Object... values) throws IOException {
        return run(sql, List.of(values), PreparedStatement::executeUpdate);
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException, IOException;
    }

    private <T> T run(String sql, List<Object> values, Work<T> work) throws IOException {
        if (closed) {
            throw new IllegalStateException("The store is closed");
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            return work.with(statement);
        } catch (SQLException e) {
            throw new IOException("The table of cassettes does not answer: " + e.getMessage(), e);
        }
    }
}
