package io.vcr.junit5;

import io.vcr.OnExpired;
import io.vcr.RecordMode;
import io.vcr.Refusal;
import io.vcr.Repeats;
import io.vcr.Vcr;
import java.lang.annotation.Annotation;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What annotations and settings say about one test. Confined to the thread that sets the test up. */
final class TestConfiguration {

    private final ExtensionContext context;
    private final Settings settings;
    private final Optional<UseCassette> onMethod;
    private final Optional<UseCassette> onClass;

    TestConfiguration(ExtensionContext context, Settings settings) {
        this.context = context;
        this.settings = settings;
        this.onMethod = onMethod(UseCassette.class);
        this.onClass = onClass(UseCassette.class);
    }

    private <A extends Annotation> Optional<A> onMethod(Class<A> type) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), type);
    }

    /** Looks at the class of the test, what it inherits from, and then at the classes around it. */
    private <A extends Annotation> Optional<A> onClass(Class<A> type) {
        for (Class<?> around = context.getRequiredTestClass(); around != null; around = around.getEnclosingClass()) {
            Optional<A> found = AnnotationSupport.findAnnotation(around, type);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Why the test has opted out; an annotation on the method outweighs the other one on the class. */
    Optional<String> optOut() {
        return onMethod(NoCassette.class)
                .or(() -> onMethod.isPresent() ? Optional.empty() : onClass(NoCassette.class))
                .map(NoCassette::value);
    }

    String cassetteId() {
        return onMethod.map(UseCassette::value)
                .filter(id -> !id.isEmpty())
                .orElseGet(() -> TestNames.cassette(
                        context, onClass.map(UseCassette::value).orElse("")));
    }

    /** The base configuration with what holds for this test. */
    Vcr vcr(Vcr base) {
        Vcr.Builder vcr = base.toBuilder().rerun(TestNames.rerun(context));
        if (settings.isOff() || optOut().isPresent()) {
            vcr.off(true);
        }
        annotated(cassette -> cassette.mode().length > 0, cassette -> cassette.mode()[0].toString(), Setting.MODE)
                .ifPresent(mode -> vcr.mode(RecordMode.of(mode)));
        annotated(cassette -> cassette.maxEpisodes() > 0, cassette -> "" + cassette.maxEpisodes(), Setting.MAX_EPISODES)
                .ifPresent(max -> vcr.maxEpisodes(positive(max)));
        annotated(cassette -> !cassette.ttl().isEmpty(), UseCassette::ttl, Setting.TTL)
                .ifPresent(ttl -> vcr.ttl(duration(ttl)));
        ignoring().ifPresent(paths -> vcr.ignoring(paths));
        settings.find(Setting.ON_EXPIRED)
                .ifPresent(name -> vcr.onExpired(Setting.ON_EXPIRED.parse(OnExpired.class, name)));
        settings.find(Setting.REPEATS).ifPresent(name -> vcr.repeats(Setting.REPEATS.parse(Repeats.class, name)));
        settings.find(Setting.REFUSAL).ifPresent(name -> vcr.refusal(Setting.REFUSAL.parse(Refusal.class, name)));
        settings.find(Setting.PACE).ifPresent(factor -> vcr.pace(factor(factor)));
        settings.find(Setting.PASS_THROUGH_HOSTS).ifPresent(hosts -> vcr.passThroughHosts(hosts.split("\\s*,\\s*")));
        if (settings.find(Setting.IGNORE_LOCALHOST).isPresent()) {
            vcr.ignoreLocalhost(settings.isOn(Setting.IGNORE_LOCALHOST));
        }
        return vcr.build();
    }

    private Optional<String> annotated(
            Predicate<UseCassette> says, Function<UseCassette, String> value, Setting setting) {
        Optional<String> annotated =
                onMethod.filter(says).or(() -> onClass.filter(says)).map(value);
        return settings.find(setting, annotated);
    }

    private Optional<String[]> ignoring() {
        return onMethod.map(UseCassette::ignoring)
                .filter(paths -> paths.length > 0)
                .or(() -> onClass.map(UseCassette::ignoring).filter(paths -> paths.length > 0));
    }

    private static int positive(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw Setting.MAX_EPISODES.invalid(text);
    }

    private static double factor(String text) {
        try {
            double factor = Double.parseDouble(text);
            if (factor >= 0 && !Double.isInfinite(factor)) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw Setting.PACE.invalid(text);
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isZero() && !duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException e) {
            // reported below
        }
        throw Setting.TTL.invalid(text);
    }
}
