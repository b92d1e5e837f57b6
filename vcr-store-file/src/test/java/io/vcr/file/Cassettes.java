package io.vcr.file;

import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteConflictException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Cassettes for tests. */
final class Cassettes {

    static final CassetteId ID = CassetteId.of("checkout/pays");

    private Cassettes() {}

    static Episode episode(String path, Body body) {
        HttpRequest request = new HttpRequest("GET", Uri.of("https://h/" + path), Headers.EMPTY, Body.EMPTY);
        return new Episode(request, new HttpResponse(200, "OK", Headers.EMPTY, body), null, null, null);
    }

    static Episode episode(String path) {
        return episode(path, Body.of(path));
    }

    static Cassette of(CassetteId id, int episodes) {
        return Cassette.of(
                id, IntStream.range(0, episodes).mapToObj(i -> episode("" + i)).toList());
    }

    static Cassette of(String id) {
        return Cassette.of(CassetteId.of(id), List.of(episode(id.replace("/", "-"))));
    }

    /** What a session does when it ends: appends, and begins again if another one was faster. */
    static void append(Persister store, CassetteId id, Episode episode) throws IOException {
        while (true) {
            Optional<Cassette> stored = store.load(id);
            List<Episode> episodes =
                    new ArrayList<>(stored.map(Cassette::episodes).orElse(List.of()));
            episodes.add(episode);
            try {
                store.save(stored.isPresent() ? stored.get().withEpisodes(episodes) : Cassette.of(id, episodes));
                return;
            } catch (CassetteConflictException e) {
                continue; // the other one's episodes are to be kept
            }
        }
    }
}
