package io.vcr.benchmarks;

import java.util.regex.Pattern;

/** The jars that a program needs, by the prefixes of their names. */
enum Jars {
    JUNIT("junit-", "opentest4j-", "apiguardian-", "jspecify-"),
    OKHTTP("okhttp-", "okio-", "kotlin-"),
    APACHE("httpclient5-", "httpcore5-", "slf4j-api-"),
    APACHE4("httpclient-", "httpasyncclient-", "httpcore-", "commons-codec-", "spring-jcl-"),
    SPRING("spring-", "micrometer-", "reactor-core-", "reactive-streams-"),
    AWS(
            "http-client-spi-",
            "apache5-client-",
            "netty-",
            "annotations-2",
            "metrics-spi-",
            "utils-",
            "reactor-core-",
            "reactive-streams-"),
    AZURE("azure-", "reactor-core-", "reactive-streams-", "slf4j-api-"),
    ANTHROPIC("anthropic-", "jackson-"),
    VCR("vcr-core-", "jackson-core-", "jspecify-"),
    VCR_OKHTTP("vcr-transport-okhttp-"),
    VCR_APACHE("vcr-transport-apache-"),
    VCR_APACHE4("vcr-transport-apache4-"),
    VCR_JDK("vcr-transport-jdk-"),
    VCR_SPRING("vcr-spring-"),
    VCR_AWS("vcr-sdk-aws-"),
    VCR_AZURE("vcr-sdk-azure-"),
    VCR_ANTHROPIC("vcr-sdk-anthropic-"),
    VCR_AGENT("vcr-agent-"),
    EASYVCR("easyvcr-", "gson-", "vcr-core-"),
    VCR_EDGE("vcr-edge-"),
    JETTY("jetty-", "slf4j-api-"),
    VCR_JUNIT("vcr-junit5-", "vcr-store-file-"),
    VCR_REDIS("vcr-store-redis-", "caffeine-"),
    LETTUCE("lettuce-", "netty-", "reactor-", "reactive-streams-", "redis-authx-", "slf4j-api-"),
    DATABIND("jackson-"),
    SNAKEYAML("snakeyaml-"),
    WIREMOCK("wiremock-"),
    MOCKSERVER("mockserver-"),
    RECORDO(
            "recordo-",
            "reflecto-",
            "objecto-",
            "javassist-",
            "jackson-",
            "jsonassert-",
            "android-json-",
            "commons-",
            "rgxgen-",
            "datafaker-",
            "libphonenumber-",
            "snakeyaml-",
            "slf4j-api-",
            "httpclient5-",
            "httpcore5-");

    private final Pattern names;

    Jars(String... prefixes) {
        this.names = Pattern.compile("(?:" + String.join("|", prefixes) + ").*");
    }

    boolean include(String name) {
        return names.matcher(name).matches();
    }
}
