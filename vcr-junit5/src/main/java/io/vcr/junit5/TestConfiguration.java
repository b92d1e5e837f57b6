package io.vcr.junit5;

import io.vcr.OpenSessions;
import io.vcr.RecordMode;
import io.vcr.SecretPolicy;
import io.vcr.Session;
import io.vcr.Vcr;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.Uri;
import io.vcr.junit5.internal.setting.Setting;
import io.vcr.junit5.internal.setting.Settings;
import io.vcr.junit5.internal.store.Refresh;
import io.vcr.junit5.internal.test.Build;
import io.vcr.junit5.internal.test.TestElement;
import io.vcr.junit5.internal.test.TestNames;
import io.vcr.spi.Cassette;
import io.vcr.spi.CassetteId;
import io.vcr.spi.Episode;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The configuration of a test or a class from annotations and settings. Confined to the thread that sets it up. */
final class TestConfiguration {

    private final TestElement element;
    private final Run run;
    private final Optional<Vcr> inCode;
    private final Settings settings;
    private final Optional<UseCassette> onMethod;
    private final Optional<UseCassette> onClass;

    TestConfiguration(TestElement element, Run run, Optional<Vcr> inCode) {
        this.element = element;
        this.run = run;
        this.inCode = inCode;
        // Configuration in code overrides junit-platform.properties.
        this.settings = inCode.isPresent() ? run.settings().withoutConfiguration() : run.settings();
        this.onMethod = onMethod(UseCassette.class);
        this.onClass = onClass(UseCassette.class);
    }

    private <A extends Annotation> Optional<A> onMethod(Class<A> type) {
        return AnnotationSupport.findAnnotation(element.method(), type);
    }

    /** Searches the class of the test, its supertypes, and then the enclosing classes. */
    private <A extends Annotation> Optional<A> onClass(Class<A> type) {
        return classesAround()
                .map(around -> AnnotationSupport.findAnnotation(around, type))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Stream<Class<?>> classesAround() {
        return Stream.<Class<?>>iterate(element.type(), around -> around != null, Class::getEnclosingClass);
    }

    /** Tells whether the test has a cassette unless it is opted out. */
    boolean isUnderCassette() {
        return inCode.isPresent() || isAsked() || isAuto();
    }

    private boolean isAuto() {
        return run.auto().covers(element.type());
    }

    /** Tells whether the extension is registered for this test explicitly, not only detected for all tests. */
    private boolean isAsked() {
        return !run.settings().isDetected()
                || Stream.concat(element.method().stream(), classesAround())
                        .flatMap(element ->
                                AnnotationSupport.findRepeatableAnnotations(element, ExtendWith.class).stream())
                        .flatMap(extensions -> Stream.of(extensions.value()))
                        .anyMatch(VcrExtension.class::equals);
    }

    /**
     * The reason why a setting or annotation opts the test out. {@link UseCassette} on the method overrides {@link
     * NoCassette} on the class.
     */
    Optional<String> optOut() {
        return run.optOut(element)
                .or(() -> onMethod(NoCassette.class)
                        .or(() -> onMethod.isPresent() ? Optional.empty() : onClass(NoCassette.class))
                        .map(NoCassette::value));
    }

    /** Opens the session of a test. */
    Session open() {
        return open(cassette(), element.method().map(Method::getName).orElse(""));
    }

    private String cassette() {
        return named().orElseGet(() -> TestNames.cassette(element, directory()));
    }

    /** The cassette that the test names, which other tests may name too. */
    private Optional<String> named() {
        return onMethod.map(UseCassette::value).filter(id -> !id.isEmpty());
    }

    /** The cassette that a request of the test would load; empty in mode {@code all}, which loads none. */
    Optional<CassetteId> toBeLoaded() {
        if (!isUnderCassette() || optOut().isPresent() || vcr(base()).mode() == RecordMode.ALL) {
            return Optional.empty();
        }
        return Optional.of(CassetteId.of(cassette()));
    }

    /** The configuration of all tests. */
    private Vcr base() {
        return inCode.orElseGet(() -> run.vcr(element.type()));
    }

    /** Opens the session of code that runs once for a class. */
    Session open(ClassPhase phase) {
        return open(TestNames.cassette(element, directory(), phase.name()), phase.method());
    }

    /** Whether each dynamic test of this factory has a cassette; not if its factory names one for all. */
    boolean hasDynamicCassettes() {
        return isUnderCassette() && !settings.isOff() && optOut().isEmpty() && named().isEmpty();
    }

    /**
     * The part of this factory that is a dynamic test. Its display name is a part of its name unless it contains a secret,
     * which no name of a cassette may.
     */
    ClassPhase dynamicTest(ExtensionContext dynamic) {
        String position = TestNames.dynamic(element, dynamic.getUniqueId());
        ClassPhase named = new ClassPhase(position + TestNames.suffix(dynamic.getDisplayName()));
        boolean isSecret = !SecretPolicy.redact()
                .find(Cassette.of(CassetteId.of(position), List.of(episode(dynamic.getDisplayName()))))
                .isEmpty();
        return isSecret ? new ClassPhase(position) : named;
    }

    private static Episode episode(String text) {
        HttpRequest request = new HttpRequest(
                "POST", Uri.of("https://localhost/"), Headers.of("Content-Type", "text/plain"), Body.of(text));
        return new Episode(request, Episode.NO_RESPONSE, null, null, null);
    }

    private String directory() {
        return onClass.map(UseCassette::value).orElse("");
    }

    private Session open(String id, String method) {
        Session session = isUnderCassette() ? toBeOpened(id).open(id) : run.openOutside();
        OpenSessions.testOf(session, element.type(), method);
        OpenSessions.runOf(session, run.began());
        return session;
    }

    private Vcr toBeOpened(String id) {
        Vcr vcr = vcr(base());
        boolean isNamed = named().filter(id::equals).isPresent();
        boolean isOld = inCode.isEmpty() && optOut().isEmpty() && run.isToBeRefreshed(element.type(), id, isNamed, vcr);
        return isOld ? Refresh.recordingAgain(vcr) : vcr;
    }

    /** The base configuration with the options of this test. */
    private Vcr vcr(Vcr base) {
        Vcr.Builder vcr = base.toBuilder().rerun(rerun());
        if (settings.isOff() || optOut().isPresent()) {
            vcr.off(true);
        }
        if (inCode.isEmpty() && !isAsked()) {
            vcr.ignoreLocalhost(true); // in auto mode calls to mock servers are not recorded
        }
        annotated(cassette -> cassette.mode().length > 0, cassette -> cassette.mode()[0].toString(), Setting.MODE)
                .ifPresent(mode -> vcr.mode(Setting.MODE.mode(mode)));
        annotated(cassette -> cassette.record().length > 0, cassette -> cassette.record()[0].toString(), Setting.RECORD)
                .ifPresent(which -> vcr.record(Setting.RECORD.recorded(which)));
        annotated(cassette -> cassette.maxEpisodes() > 0, cassette -> "" + cassette.maxEpisodes(), Setting.MAX_EPISODES)
                .ifPresent(max -> vcr.maxEpisodes(Setting.MAX_EPISODES.positive(max)));
        settings.find(Setting.MAX_REQUEST_BODY_BYTES)
                .ifPresent(max -> vcr.maxRequestBodyBytes(Setting.MAX_REQUEST_BODY_BYTES.positive(max)));
        annotated(cassette -> !cassette.ttl().isEmpty(), UseCassette::ttl, Setting.TTL)
                .ifPresent(ttl -> vcr.ttl(Setting.TTL.duration(ttl)));
        ignoring().ifPresent(paths -> vcr.ignoring(paths));
        settings.find(Setting.ON_EXPIRED).ifPresent(name -> vcr.onExpired(Setting.ON_EXPIRED.onExpired(name)));
        settings.find(Setting.REPEATS).ifPresent(name -> vcr.repeats(Setting.REPEATS.repeats(name)));
        secrets(vcr);
        settings.find(Setting.REFUSAL).ifPresent(name -> vcr.refusal(Setting.REFUSAL.refusal(name)));
        settings.find(Setting.PACE).ifPresent(factor -> vcr.pace(Setting.PACE.factor(factor)));
        settings.find(Setting.PASS_THROUGH_HOSTS).ifPresent(hosts -> vcr.passThroughHosts(hosts.split("\\s*,\\s*")));
        if (settings.find(Setting.IGNORE_LOCALHOST).isPresent()) {
            vcr.ignoreLocalhost(settings.isOn(Setting.IGNORE_LOCALHOST));
        }
        return vcr.build();
    }

    /** The command that runs the test again. */
    String rerun() {
        return Build.current().rerun(element.type(), element.method().map(Method::getName));
    }

    private void secrets(Vcr.Builder vcr) {
        settings.find(Setting.SECRETS).ifPresent(name -> vcr.secrets(Setting.SECRETS.secrets(name)));
        settings.find(Setting.KEEP).ifPresent(rules -> vcr.keeping(Setting.KEEP.keep(rules)));
        settings.placeholders().forEach(vcr::placeholder);
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
}
