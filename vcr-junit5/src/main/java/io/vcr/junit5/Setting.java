package io.vcr.junit5;

import java.util.Locale;

/** A setting of the binding: its name as a property, its environment variable and what it does. */
enum Setting {
    STORE("vcr.store", "VCR_STORE", "file:src/test/cassettes", "the URI of the store"),
    MODE("vcr.mode", "VCR_RECORD_MODE", "by store", "none, once, new_episodes or all"),
    DISABLE("vcr.disable", "VCR_DISABLE", "0", "1 switches everything off"),
    VERBOSE("vcr.verbose", "VCR_VERBOSE", "", "1 prints a verdict line for each test, 0 for none"),
    MAX_EPISODES("vcr.max-episodes", "VCR_MAX_EPISODES", "50", "how many episodes a cassette may hold"),
    TTL("vcr.ttl", "VCR_TTL", "by store", "how long an episode lives, such as PT24H"),
    ON_EXPIRED("vcr.on-expired", "VCR_ON_EXPIRED", "record", "record, warn or fail"),
    REPEATS("vcr.repeats", "VCR_REPEATS", "fail", "fail, last or cycle"),
    REFUSAL("vcr.refusal", "VCR_REFUSAL", "response", "response or exception"),
    PACE("vcr.pace", "VCR_PACE", "0", "how fast chunks are replayed: 0 at once, 1 as recorded"),
    PASS_THROUGH_HOSTS(
            "vcr.pass-through-hosts", "VCR_PASS_THROUGH_HOSTS", "", "hosts that go live, with commas between"),
    IGNORE_LOCALHOST(
            "vcr.ignore-localhost", "VCR_IGNORE_LOCALHOST", "false", "true lets requests to this machine through");

    /** Variables of this prefix, and properties of {@code vcr.test.}, configure the tests of stores. */
    static final String TEST_PREFIX = "VCR_TEST_";

    final String key;
    final String variable;
    final String defaultValue;
    final String meaning;

    Setting(String key, String variable, String defaultValue, String meaning) {
        this.key = key;
        this.variable = variable;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** The constant of an enum with a name in any case. */
    <E extends Enum<E>> E parse(Class<E> type, String name) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw invalid(name);
    }

    IllegalArgumentException invalid(String value) {
        return new IllegalArgumentException(
                "Setting %s (%s) has the value \"%s\"; valid is: %s".formatted(key, variable, value, meaning));
    }
}
