package io.vcr.junit5.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {

    /** Each source that says something says its own name; the first of those that speak wins. */
    @ParameterizedTest
    @CsvSource({
        "true,  true,  true,  true,  environment",
        "true,  true,  true,  false, environment",
        "true,  true,  false, true,  environment",
        "true,  true,  false, false, environment",
        "true,  false, true,  true,  environment",
        "true,  false, true,  false, environment",
        "true,  false, false, true,  environment",
        "true,  false, false, false, environment",
        "false, true,  true,  true,  property",
        "false, true,  true,  false, property",
        "false, true,  false, true,  property",
        "false, true,  false, false, property",
        "false, false, true,  true,  annotation",
        "false, false, true,  false, annotation",
        "false, false, false, true,  configuration",
        "false, false, false, false, ",
    })
    void firstSourceThatSpeaksWins(
            boolean environment, boolean property, boolean annotation, boolean configuration, String winner) {
        Settings settings = new Settings(
                environment ? Map.of("VCR_TTL", "environment") : Map.of(),
                key -> value(property && key.equals("vcr.ttl"), "property"),
                key -> value(configuration && key.equals("vcr.ttl"), "configuration"));

        assertThat(settings.find(Setting.TTL, value(annotation, "annotation"))).isEqualTo(Optional.ofNullable(winner));
    }

    private static Optional<String> value(boolean there, String value) {
        return there ? Optional.of(value) : Optional.empty();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingIsFoundInEverySource(Setting setting) {
        assertThat(List.of(
                        new Settings(Map.of(setting.variable, "x"), key -> Optional.empty(), key -> Optional.empty()),
                        new Settings(Map.of(), key -> value(key.equals(setting.key), "x"), key -> Optional.empty()),
                        new Settings(Map.of(), key -> Optional.empty(), key -> value(key.equals(setting.key), "x"))))
                .allSatisfy(settings -> assertThat(settings.find(setting)).contains("x"));
    }

    @Test
    void blankVariableCountsAsUnset() {
        Settings settings =
                new Settings(Map.of("VCR_TTL", " "), key -> Optional.of("property"), key -> Optional.empty());

        assertThat(settings.find(Setting.TTL)).contains("property");
    }

    @Test
    void blankPropertyCountsAsUnset() {
        Settings settings = new Settings(Map.of(), key -> Optional.of(""), key -> Optional.of("configuration"));

        assertThat(settings.find(Setting.TTL, Optional.of("annotation"))).contains("annotation");
    }

    @Test
    void valueIsStripped() {
        Settings settings =
                new Settings(Map.of("VCR_TTL", " PT1H\n"), key -> Optional.empty(), key -> Optional.empty());

        assertThat(settings.find(Setting.TTL)).contains("PT1H");
    }

    @Test
    void codeGoesBeforeTheConfigurationFile() {
        Settings settings = new Settings(Map.of(), key -> Optional.empty(), key -> Optional.of("configuration"));

        assertThat(settings.withoutConfiguration().find(Setting.TTL)).isEmpty();
    }

    @Test
    void placeholdersHaveTheValuesOfTheVariablesThatAreSet() {
        Settings settings = new Settings(
                Map.of("VCR_PLACEHOLDERS", "TENANT, ACCOUNT_ID,EMPTY", "TENANT", "acme", "EMPTY", " "),
                key -> Optional.empty(),
                key -> Optional.empty());

        assertThat(settings.placeholders()).isEqualTo(Map.of("<TENANT>", "acme"));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "0, false", "'', false"})
    void offIfDisabled(String value, boolean off) {
        Settings settings =
                new Settings(Map.of("VCR_DISABLE", value), key -> Optional.empty(), key -> Optional.empty());

        assertThat(settings.isOff()).isEqualTo(off);
    }

    @ParameterizedTest
    @CsvSource({
        "VCR_MODE,           VCR_RECORD_MODE",
        "VCR_RECORDMODE,     VCR_RECORD_MODE",
        "VCR_DISABLED,       VCR_DISABLE",
        "VCR_MAX_EPISODE,    VCR_MAX_EPISODES",
        "VCR_VERBOS,         VCR_VERBOSE"
    })
    void unknownVariableIsAnErrorWithTheNearestName(String unknown, String nearest) {
        assertThatThrownBy(() -> Settings.checkNames(List.of("PATH", unknown), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown environment variable " + unknown + "; did you mean " + nearest + "?");
    }

    @ParameterizedTest
    @CsvSource({
        "vcr.record-mode,  vcr.mode",
        "vcr.maxEpisodes,  vcr.max-episodes",
        "vcr.tll,          vcr.ttl",
        "vcr.ignoreLocalhost, vcr.ignore-localhost"
    })
    void unknownKeyIsAnErrorWithTheNearestName(String unknown, String nearest) {
        assertThatThrownBy(() -> Settings.checkNames(List.of(), List.of("user.dir", unknown)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown setting " + unknown + "; did you mean " + nearest + "?");
    }

    @Test
    void everyUnknownNameIsListed() {
        assertThatThrownBy(() -> Settings.checkNames(List.of("VCR_STOR"), List.of("vcr.stor")))
                .hasMessage("Unknown environment variable VCR_STOR; did you mean VCR_STORE?\n"
                        + "Unknown setting vcr.stor; did you mean vcr.store?");
    }

    @Test
    void namesOfOthersAndKnownNamesPass() {
        assertThatCode(() -> Settings.checkNames(
                        List.of("VCR_STORE", "VCR_TEST_REDIS_URL", "VCRX"), List.of("vcr.store", "vcrx.a")))
                .doesNotThrowAnyException();
    }

    @Test
    void propertiesOfTheTestsOfStoresPassLikeTheirVariables() {
        assertThatCode(() -> Settings.checkNames(List.of("VCR_TEST_CORPUS"), List.of("vcr.test.corpus")))
                .doesNotThrowAnyException();
    }
}
