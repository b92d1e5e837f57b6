package io.vcr.examples.sdk;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

class SpringAiRetryTest extends RetryRules {

    static Stream<Arguments> sdksAndWays() {
        return AttachedSdk.inEachWay(SpringAiCase.values());
    }
}
