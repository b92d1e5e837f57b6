package io.vcr.examples.sdk;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

class SpringAiStreamEndTest extends StreamEndRules {

    static Stream<Arguments> sdksAndStreams() {
        return AttachedSdk.inEachWay(SpringAiCase.values())
                .filter(arguments -> ((Way) arguments.get()[1]).streams());
    }
}
