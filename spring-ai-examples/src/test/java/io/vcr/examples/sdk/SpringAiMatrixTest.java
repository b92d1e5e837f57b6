package io.vcr.examples.sdk;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

class SpringAiMatrixTest extends MatrixRules {

    static Stream<Arguments> sdksAndWays() {
        return AttachedSdk.inEachWay(SpringAiCase.values());
    }
}
