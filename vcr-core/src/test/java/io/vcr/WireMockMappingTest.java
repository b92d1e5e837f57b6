package io.vcr;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.codec.CassetteCodec;
import io.vcr.http.Body;
import io.vcr.spi.Cassette;
import io.vcr.spi.Persister;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WireMockMappingTest {

    /** A mapping names no host, so the address of the API is a placeholder. */
    @Test
    void mappingIsReplayedForTheAddressThatItsPlaceholderStandsFor() throws IOException {
        String mapping = "{\"request\": {\"url\": \"/v1/items?x=1\", \"method\": \"GET\"},"
                + " \"response\": {\"status\": 200, \"body\": \"ok\"}}";
        Persister store = Persisters.inMemory();
        store.save(Cassette.of(
                Exchanges.ID,
                CassetteCodec.decode(Exchanges.ID, Body.of(mapping).bytes(), "a.json")
                        .episodes()));
        Vcr vcr = Vcr.builder(store)
                .mode(RecordMode.NONE)
                .environment(Map.of())
                .placeholder("<WIREMOCK>", "https://api.example.com")
                .build();
        try (Session session = vcr.open(Exchanges.ID)) {
            assertThat(session.decide(Exchanges.get("https://api.example.com/v1/items?x=1")))
                    .isInstanceOf(Decision.Replay.class);
        }
    }
}
