package io.vcr.examples.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

class SdkSecretsTest extends SecretRules {

    static Stream<Arguments> sdksAndWays() {
        return AttachedSdk.inEachWay(SdkCase.values());
    }

    @Test
    void nothingOfAnAwsSignatureIsStored() throws Exception {
        try (Sdk client = SdkCase.BEDROCK.with(Wiring.of(provider))) {
            report(vcr, () -> Way.SYNC.ask(client));
        }
        assertThat(provider.requestHeaders())
                .anyMatch(header -> header.startsWith("Authorization: AWS4-HMAC-SHA256 Credential="));
        assertThat(stored())
                .contains("/converse")
                .doesNotContainIgnoringCase("AWS4-HMAC")
                .doesNotContainIgnoringCase("x-amz-")
                .doesNotContainIgnoringCase("amz-sdk-");
    }
}
