package io.vcr.junit5.internal.setting;

import io.vcr.OnExpired;
import io.vcr.RecordMode;
import io.vcr.Recorded;
import io.vcr.Refusal;
import io.vcr.Repeats;
import io.vcr.SecretPolicy;
import io.vcr.guard.Guard;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A setting of the JUnit binding: its property, its environment variable and its effect. The page
 * {@code docs/settings.md} is generated from these.
 */
public enum Setting {
    STORE("vcr.store", "VCR_STORE", "file:src/test/cassettes", "the URI of the store"),
    AUTO(
            "vcr.auto",
            "VCR_AUTO",
            "",
            "packages whose tests have a cassette without an annotation, separated by commas: com.acme.api is one package,"
                    + " com.acme.e2e.. also its subpackages"),
    OPT_OUT(
            "vcr.opt-out",
            "VCR_OPT_OUT",
            "",
            "tests without a cassette and the reasons, separated by semicolons: com.acme.ClockTest: needs the real clock;"
                    + " com.acme.ChatTest#streams: measures pauses; *Test#pays[2]: is free"),
    MODE("vcr.mode", "VCR_RECORD_MODE", "by store", "none, once, new_episodes or all"),
    RECORD(
            "vcr.record",
            "VCR_RECORD",
            "success",
            "which exchanges are recorded: success for 2xx responses, errors for any status and for failures"),
    DISABLE("vcr.disable", "VCR_DISABLE", "0", "1 switches everything off"),
    VERBOSE(
            "vcr.verbose",
            "VCR_VERBOSE",
            "",
            "1 prints a verdict line for each test, 0 for no test; the default is each test that is not HIT, NOOP or OFF"),
    MAX_LIVE_CALLS(
            "vcr.max-live-calls",
            "VCR_MAX_LIVE_CALLS",
            "",
            "the live calls that a run may make before tests fail; calls that rules and opt-outs allow do not count; with the"
                    + " agent, connections that may be calls of clients that are not attached do"),
    REPORT(
            "vcr.report",
            "VCR_REPORT",
            "target/vcr, with Gradle build/vcr",
            "the directory of report.html, report.json and report.md, or none"),
    PRICES(
            "vcr.prices",
            "VCR_PRICES",
            "",
            "a file with the prices of tokens by model, so that the report shows money: src/test/prices.txt"),
    RUN(
            "vcr.run",
            "VCR_RUN",
            "by Surefire's forks, else one JVM",
            "forks with the same value are one run and share a report"),
    MAX_EPISODES("vcr.max-episodes", "VCR_MAX_EPISODES", "50", "the largest number of episodes in a cassette"),
    MAX_REQUEST_BODY_BYTES(
            "vcr.max-request-body-bytes",
            "VCR_MAX_REQUEST_BODY_BYTES",
            "8388608",
            "the largest request body that is kept whole; of a larger one a cassette holds the length and a digest"),
    TTL("vcr.ttl", "VCR_TTL", "by store", "how long an episode lives, such as PT24H or P7D"),
    ON_EXPIRED("vcr.on-expired", "VCR_ON_EXPIRED", "record", "record, warn or fail"),
    REPEATS("vcr.repeats", "VCR_REPEATS", "fail", "fail, last or cycle"),
    SECRETS(
            "vcr.secrets",
            "VCR_SECRETS",
            "redact",
            "what happens to what looks like a secret: redact replaces it, refuse saves nothing, off looks for nothing"),
    KEEP(
            "vcr.keep",
            "VCR_KEEP",
            "",
            "what is no secret here, separated by commas: names such as password, kinds such as slack-webhook, JSON paths"
                    + " such as $.user.otp"),
    PLACEHOLDERS(
            "vcr.placeholders",
            "VCR_PLACEHOLDERS",
            "",
            "environment variables, separated by commas: TENANT puts `<TENANT>` in the place of its value in a cassette, and"
                    + " its value in the place of `<TENANT>` in a replay"),
    MAX_AGE("vcr.max-age", "VCR_MAX_AGE", "", "fails a test that replays an episode older than this, such as P30D"),
    REFRESH(
            "vcr.refresh",
            "VCR_REFRESH",
            "",
            "records cassettes again that hold an episode older than this, such as P30D"),
    REFRESH_BUDGET(
            "vcr.refresh-budget",
            "VCR_REFRESH_BUDGET",
            "",
            "the live calls of a run after which vcr.refresh records nothing more"),
    UNPLAYED(
            "vcr.unplayed",
            "VCR_UNPLAYED",
            "keep",
            "what happens if a test passes and its cassette holds episodes that it has not played: keep, warn or fail"),
    DRIFT(
            "vcr.drift",
            "VCR_DRIFT",
            "report",
            "what happens if a response that is recorded again has other fields, types, headers or events than before: off,"
                    + " report, or fail and keep the old recording"),
    REFUSAL("vcr.refusal", "VCR_REFUSAL", "response", "response or exception"),
    PACE("vcr.pace", "VCR_PACE", "0", "how fast chunks are replayed: 0 at once, 1 as recorded"),
    PASS_THROUGH_HOSTS(
            "vcr.pass-through-hosts",
            "VCR_PASS_THROUGH_HOSTS",
            "",
            "hosts that go live, separated by commas; *.example.com for all subdomains"),
    IGNORE_LOCALHOST(
            "vcr.ignore-localhost",
            "VCR_IGNORE_LOCALHOST",
            "false; true in auto mode and for clients that the agent or Spring Boot attaches",
            "true lets requests to this machine pass"),
    GUARD(
            "vcr.guard",
            "VCR_GUARD",
            "report",
            "what happens to connections to other machines that no session knows of, with the agent: off, report, or refuse in"
                    + " mode none"),
    GUARD_ALLOW(
            "vcr.guard.allow",
            "VCR_GUARD_ALLOW",
            "",
            "hosts that the guard lets pass, separated by commas; *.example.com for all subdomains, localhost:3128 for a"
                    + " proxy on this machine"),
    AGENT(
            "vcr.agent",
            "VCR_AGENT",
            "optional",
            "required fails the run if its JVM has no agent; attach starts it in this JVM, if vcr-agent is on the class path");

    /** Variables with this prefix, and properties with the prefix {@code vcr.test.}, configure the tests of stores. */
    static final String TEST_PREFIX = "VCR_TEST_";

    public final String key;
    public final String variable;
    public final String defaultValue;
    final String meaning;

    Setting(String key, String variable, String defaultValue, String meaning) {
        this.key = key;
        this.variable = variable;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** Parses a value; fails if it is not valid. */
    Object parse(String value) {
        return switch (this) {
            case STORE, OPT_OUT, REPORT, PRICES, RUN, PASS_THROUGH_HOSTS, GUARD_ALLOW -> value;
            case AUTO -> AutoPackages.of(Optional.of(value));
            case MODE -> mode(value);
            case RECORD -> recorded(value);
            case DISABLE, VERBOSE, IGNORE_LOCALHOST -> flag(value);
            case MAX_LIVE_CALLS, REFRESH_BUDGET -> number(value, 0);
            case MAX_EPISODES, MAX_REQUEST_BODY_BYTES -> positive(value);
            case TTL, MAX_AGE, REFRESH -> duration(value);
            case ON_EXPIRED -> onExpired(value);
            case REPEATS -> repeats(value);
            case SECRETS -> secrets(value);
            case KEEP -> keep(value);
            case PLACEHOLDERS -> variables(value);
            case UNPLAYED -> unplayed(value);
            case DRIFT -> onDrift(value);
            case REFUSAL -> refusal(value);
            case PACE -> factor(value);
            case GUARD -> guard(value);
            case AGENT -> agent(value);
        };
    }

    boolean flag(String text) {
        return switch (text) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw invalid(text);
        };
    }

    public int positive(String text) {
        return number(text, 1);
    }

    public int number(String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw invalid(text);
    }

    public double factor(String text) {
        try {
            double factor = Double.parseDouble(text);
            if (factor >= 0 && !Double.isInfinite(factor)) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw invalid(text);
    }

    public Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isZero() && !duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException e) {
            // reported below
        }
        throw invalid(text);
    }

    public RecordMode mode(String name) {
        return oneOf(RecordMode.class, name);
    }

    public Recorded recorded(String name) {
        return oneOf(Recorded.class, name);
    }

    public OnExpired onExpired(String name) {
        return oneOf(OnExpired.class, name);
    }

    public Repeats repeats(String name) {
        return oneOf(Repeats.class, name);
    }

    public Unplayed unplayed(String name) {
        return oneOf(Unplayed.class, name);
    }

    public OnDrift onDrift(String name) {
        return oneOf(OnDrift.class, name);
    }

    public Refusal refusal(String name) {
        return oneOf(Refusal.class, name);
    }

    Guard.Policy guard(String name) {
        return oneOf(Guard.Policy.class, name);
    }

    /** The name of a constant in settings. */
    String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    NeedOfAgent agent(String name) {
        return oneOf(NeedOfAgent.class, name);
    }

    public SecretPolicy secrets(String name) {
        return switch (oneOf(List.of("redact", "refuse", "off"), name)) {
            case "refuse" -> SecretPolicy.refuse();
            case "off" -> SecretPolicy.off();
            default -> SecretPolicy.redact();
        };
    }

    /** Names, kinds and paths; fails if a path cannot be understood. */
    public String[] keep(String rules) {
        String[] list = rules.split("\\s*,\\s*");
        try {
            SecretPolicy.redact().keeping(list);
            return list;
        } catch (IllegalArgumentException e) {
            throw invalid(rules);
        }
    }

    List<String> variables(String names) {
        List<String> list = List.of(names.split("\\s*,\\s*"));
        if (list.stream().allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_]*"))) {
            return list;
        }
        throw invalid(names);
    }

    private <E extends Enum<E>> E oneOf(Class<E> type, String name) {
        List<String> valid = Stream.of(type.getEnumConstants()).map(this::name).toList();
        return Enum.valueOf(type, oneOf(valid, name).toUpperCase(Locale.ROOT));
    }

    /** The valid name that equals a text, ignoring case. */
    private String oneOf(List<String> valid, String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        if (valid.contains(wanted)) {
            return wanted;
        }
        throw invalid(name, NearestName.of(wanted, valid));
    }

    IllegalArgumentException invalid(String value) {
        return invalid(value, Optional.empty());
    }

    private IllegalArgumentException invalid(String value, Optional<String> meant) {
        return new IllegalArgumentException("Setting %s (%s) has the value \"%s\"%s; valid is: %s"
                .formatted(
                        key,
                        variable,
                        value,
                        meant.map(name -> ", did you mean " + name + "?").orElse(""),
                        meaning));
    }
}
