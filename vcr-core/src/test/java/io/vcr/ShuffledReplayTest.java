package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.codec.Corpus;
import io.vcr.http.HttpRequest;
import io.vcr.internal.redact.FilterChain;
import io.vcr.internal.redact.Redaction;
import io.vcr.internal.redact.SecretRules;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteFormatException;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import io.vcr.spi.Matcher;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The requests of real cassettes, in any order and from many threads: no request gets the response of one that the
 * default matchers can tell from it, and each episode is played once.
 */
class ShuffledReplayTest {

    private static final CassetteId ID = CassetteId.of("shuffled");
    private static final long SEED = 20261121;

    @Test
    void noRequestGetsTheResponseOfAnother() throws Exception {
        Path corpus = Corpus.directory();
        int played = 0;
        int wrong = 0;
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                List<Episode> episodes = episodes(file);
                if (episodes.size() > 1) {
                    played += episodes.size();
                    wrong += wrongAnswers(episodes);
                }
            }
        }
        System.out.println(played + " episodes played from 8 threads in shuffled order, " + wrong + " wrong");
        assertThat(played).isPositive();
        assertThat(wrong).isZero();
    }

    private static int wrongAnswers(List<Episode> episodes) throws Exception {
        Persister store = Persisters.inMemory();
        store.save(Cassette.of(ID, episodes));
        List<HttpRequest> requests =
                new ArrayList<>(episodes.stream().map(Episode::request).toList());
        Collections.shuffle(requests, new Random(SEED));
        Session session = Vcr.builder(store).mode(RecordMode.NONE).build().open(ID);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> calls = new ArrayList<>();
            requests.forEach(request -> calls.add(() -> isRight(request, session.decide(request))));
            int wrong = 0;
            for (Future<Boolean> right : threads.invokeAll(calls)) {
                wrong += right.get() ? 0 : 1;
            }
            assertThat(session.finish(Outcome.PASSED).counts().unplayed()).isZero();
            return wrong;
        } finally {
            threads.shutdown();
            session.finish(Outcome.FAILED);
        }
    }

    private static boolean isRight(HttpRequest sent, Decision decision) {
        if (!(decision instanceof Decision.Replay replay)) {
            return false;
        }
        FilterChain filters = new FilterChain(Filters.defaults(), new Redaction(SecretRules.NOTHING));
        HttpRequest filtered = filters.request(sent);
        HttpRequest recorded = filters.request(replay.episode().request());
        for (Matcher matcher : Matchers.defaults()) {
            if (!matcher.project(filtered).equals(matcher.project(recorded))) {
                return false;
            }
        }
        return true;
    }

    private static List<Episode> episodes(Path file) throws IOException {
        try {
            return CassetteCodec.decode(ID, Files.readAllBytes(file), "it").episodes();
        } catch (CassetteFormatException e) {
            return List.of(); // no cassette
        }
    }
}
