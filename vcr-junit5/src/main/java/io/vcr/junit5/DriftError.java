package io.vcr.junit5;

import io.vcr.junit5.internal.setting.Setting;
import java.util.List;

/** Fails a test whose new recording has another structure than the old one. The old one stays. */
final class DriftError extends AssertionError {

    private static final long serialVersionUID = 1;

    DriftError(String cassette, List<String> changes, String rerun) {
        super("%s in cassette %s%n  %s%n  fix    accept the new recording: %s=report VCR_RECORD_MODE=all %s"
                .formatted(
                        changes.size() == 1 ? "1 change of structure" : changes.size() + " changes of structure",
                        cassette,
                        String.join(System.lineSeparator() + "  ", changes),
                        Setting.DRIFT.variable,
                        rerun));
        setStackTrace(new StackTraceElement[0]); // the end of the session is not the place of a request
    }
}
