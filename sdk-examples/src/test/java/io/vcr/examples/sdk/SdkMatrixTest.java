package io.vcr.examples.sdk;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

class SdkMatrixTest extends MatrixRules {

    static Stream<Arguments> sdksAndWays() {
        return AttachedSdk.inEachWay(SdkCase.values());
    }
}
