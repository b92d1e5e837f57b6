package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.RecordMode;
import io.vcr.Session;
import io.vcr.junit5.NoCassette;
import io.vcr.junit5.UseCassette;
import org.junit.jupiter.api.Test;

/** What the annotations say of a test. None of these tests makes a request. */
@UseCassette
class AnnotationsTest {

    @Test
    @UseCassette(mode = RecordMode.NONE, maxEpisodes = 100, ttl = "P7D", ignoring = "$.metadata.run_id")
    void everythingThatAnAnnotationConfigures(Session session) {
        assertThat(session.id().value())
                .isEqualTo("io/vcr/examples/AnnotationsTest/everythingThatAnAnnotationConfigures");
    }

    @Test
    @UseCassette(ignoring = "$.metadata.run_id")
    void ignoresAPlace(Session session) {
        assertThat(session.id().value()).endsWith("/ignoresAPlace");
    }

    @Test
    @UseCassette("checkout/pays")
    void hasACassetteOfThatName(Session session) {
        assertThat(session.id().value()).isEqualTo("checkout/pays");
    }

    @Test
    @NoCassette("needs the real clock of the provider")
    void goesLive(Session session) {
        assertThat(session.id().value()).endsWith("/goesLive");
    }
}
