package io.vcr.edge;

import org.junit.jupiter.api.Tag;

/** The same with a response of 50 MB. */
@Tag("matrix")
class LargeDownloadsTest extends ProcessesTest {

    @Override
    int downloadBytes() {
        return 50 << 20;
    }
}
