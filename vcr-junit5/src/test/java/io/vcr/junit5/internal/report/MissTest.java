package io.vcr.junit5.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.junit5.internal.report.Miss.Difference;
import io.vcr.junit5.internal.report.Miss.Fix;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissTest {

    @Test
    void messageIsTakenApart() {
        assertThat(Miss.of(SampleReports.MISS))
                .isEqualTo(new Miss(
                        "No recorded episode matches POST https://api.example.com/v1/charges",
                        List.of(new Difference("episode 2   body: $.amount", "1200", "1250")),
                        List.of(
                                new Fix(
                                        "re-record the cassette",
                                        "VCR_RECORD_MODE=all mvn test -Dtest='CheckoutTest#pays'"),
                                new Fix(
                                        "ignore it",
                                        "Matchers.body().ignoring(\"$.amount\"), @UseCassette(ignoring = \"$.amount\")")),
                        SampleReports.MISS));
    }

    @Test
    void eachOfSeveralEpisodesHasItsDifference() {
        assertThat(Miss.of("""
                        No recorded episode matches GET https://h/a
                          closest   episode 1   header accept: recorded text/csv, sent text/html
                                    episode 2   header accept: recorded application/json, sent text/html
                          fix       re-record\
                        """))
                .satisfies(miss -> assertThat(miss.differences())
                        .containsExactly(
                                new Difference("episode 1   header accept", "text/csv", "text/html"),
                                new Difference("episode 2   header accept", "application/json", "text/html")))
                .satisfies(miss -> assertThat(miss.fixes()).containsExactly(new Fix("", "re-record")));
    }

    @Test
    void messageOfAnotherFormIsItsOwnTitle() {
        assertThat(Miss.of("out of order")).isEqualTo(new Miss("out of order", List.of(), List.of(), "out of order"));
    }
}
