package io.vcr.cli.internal.source;

import io.vcr.cli.internal.text.Transcript;
import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A cassette that a command works on. Immutable.
 *
 * @param id its name
 * @param source what messages show: the path of a file, else the name
 * @param store where changes are saved; empty for a file that is only read
 * @param file the file that is read; empty for an entry of another store
 * @param content reads the bytes; empty if the store is asked for the cassette
 * @param isLinked whether a link to a directory in the store leads to the file. It may be a cassette of other tests by
 *     another name, so it is not changed or deleted by this one.
 */
public record Entry(
        CassetteId id,
        String source,
        Optional<Persister> store,
        Optional<Path> file,
        Optional<Content> content,
        boolean isLinked) {

    private static final int TRIES = 3;

    /** The list and the key of vcrpy's format, which is ours. go-vcr has the same list, with {@code url}. */
    private static final Pattern LIST = Pattern.compile("(?m)^interactions:|^\\{[^\\[]*\"interactions\"");

    private static final Pattern METHOD = Pattern.compile("(?m)^( +)method:");

    private static final Pattern EMPTY =
            Pattern.compile("(?m)^(?:interactions:|\\{[^\\[]*\"interactions\"\\s*:)\\s*\\[\\s*]");

    private static final Pattern JSON_URI = Pattern.compile("\"method\"\\s*:\\s*\"\\w+\"\\s*,\\s*\"uri\"\\s*:");

    /** Reads the bytes of a cassette. */
    interface Content {
        byte[] read() throws IOException;

        /** Decodes what was read. */
        default Cassette decode(CassetteId id, byte[] bytes, String source) throws IOException {
            return CassetteCodec.decode(id, bytes, source);
        }
    }

    /**
     * A cassette that was read.
     *
     * @param cassette the cassette as it is stored
     * @param bytes the bytes it was decoded from; empty if the store keeps them for itself
     */
    public record Loaded(Cassette cassette, Optional<Body> bytes) {

        /** The length of the file, or the approximate size of the episodes. */
        public long sizeBytes() {
            return bytes.map(body -> (long) body.length())
                    .orElseGet(() -> cassette.episodes().stream()
                            .mapToLong(Episode::sizeBytes)
                            .sum());
        }
    }

    static Entry of(CassetteId id, Persister store) {
        return new Entry(id, id.value(), Optional.of(store), Optional.empty(), Optional.empty(), false);
    }

    static Entry of(CassetteId id, Optional<Persister> store, Path file) {
        Content content = () -> Files.readAllBytes(file);
        return new Entry(
                id, Transcript.printable(file.toString()), store, Optional.of(file), Optional.of(content), false);
    }

    static Entry of(CassetteId id, String source, Content content) {
        return new Entry(
                id, Transcript.printable(source), Optional.empty(), Optional.empty(), Optional.of(content), false);
    }

    Entry linked() {
        return new Entry(id, source, store, file, content, true);
    }

    /** Whether it is neither changed nor deleted by what is known of its place: no file of a store, or behind a link. */
    public boolean isReadOnly() {
        return store.isEmpty() || isLinked;
    }

    /** Tells the stores behind these, other than directories, that all of them are about to be read. */
    public static void prefetch(List<Entry> entries) {
        Map<Persister, List<CassetteId>> ids = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.content.isEmpty() && entry.store.isPresent()) {
                ids.computeIfAbsent(entry.store.get(), store -> new ArrayList<>())
                        .add(entry.id);
            }
        }
        ids.forEach(Persister::prefetch);
    }

    /**
     * Reads the cassette.
     *
     * @throws IOException if it cannot be read, or is not there any more
     */
    public Loaded load() throws IOException {
        if (content.isEmpty()) {
            return new Loaded(stored(store.orElseThrow()), Optional.empty());
        }
        byte[] bytes = content.get().read();
        Cassette cassette = file.isPresent()
                ? CassetteCodec.decode(id, bytes, file.get())
                : content.get().decode(id, bytes, source);
        return new Loaded(cassette, Optional.of(Body.of(bytes)));
    }

    private Cassette stored(Persister from) throws IOException {
        return from.load(id).orElseThrow(() -> new IOException("Cassette " + id + " is not in " + from + " any more"));
    }

    /**
     * Saves a change. If another process saves at the same time, the change is made again.
     *
     * @throws IOException if it cannot be saved, or the file has the format of another tool, or a link leads to it
     */
    public void change(UnaryOperator<Cassette> change) throws IOException {
        if (isLinked) {
            throw new IOException(
                    "A link leads to %s, which may be a cassette of other tests too\n  fix  name the place of the file: %s"
                            .formatted(source, file.orElseThrow().toRealPath()));
        }
        if (isOfAnotherTool()) {
            throw new IOException(
                    "%s has the format of another tool, which is only read\n  fix  vcr convert %s --to DIRECTORY"
                            .formatted(source, source));
        }
        for (int tries = 1; ; tries++) {
            try {
                store.get().save(change.apply(stored(store.get())));
                return;
            } catch (CassetteConflictException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Whether another tool has written the file, by its name or by its format. */
    public boolean isOfAnotherTool() throws IOException {
        return store.isEmpty() || !hasOurFormat();
    }

    private boolean hasOurFormat() throws IOException {
        if (content.isEmpty()) {
            return true;
        }
        String text = new String(content.get().read(), StandardCharsets.UTF_8);
        return EMPTY.matcher(text).find()
                || (LIST.matcher(text).find() && (JSON_URI.matcher(text).find() || hasUriBesideMethod(text)));
    }

    /** A body may hold the same words; it is indented deeper than the method of a request. */
    private static boolean hasUriBesideMethod(String yaml) {
        return METHOD.matcher(yaml)
                .results()
                .map(method -> method.group(1))
                .min(Comparator.comparingInt(String::length))
                .filter(indent -> yaml.contains("\n" + indent + "uri:"))
                .isPresent();
    }

    /**
     * Deletes it; false if it was not there any more.
     *
     * @throws IllegalStateException if it is {@linkplain #isReadOnly read only}, or {@linkplain #isOfAnotherTool of
     *     another tool}
     */
    public boolean delete() throws IOException {
        if (isReadOnly() || isOfAnotherTool()) {
            throw new IllegalStateException(source + " is only read");
        }
        return store.orElseThrow().delete(id);
    }
}
