package io.vcr.internal.match;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a header field of a request says about the response. */
enum HeaderRole {

    /** Names the operation, its object or a part of it, as a path does. Other values ask for something else. */
    OPERATION("""
            range content-range x-ms-range x-ms-source-range
            x-http-method-override x-http-method x-method-override x-restli-method
            soapaction x-amz-target x-acs-action x-tc-action x-ebay-api-call-name x-akamai-acs-action
            smithy-protocol connect-protocol-version x-grpc-web
            depth destination a-im if-none-exist x-copy-from dropbox-api-arg x-bz-file-name x-bz-part-number
            upload-offset upload-length upload-concat upload-defer-length x-goog-upload-command x-goog-upload-offset
            x-amz-copy-source x-amz-copy-source-range x-amz-object-attributes x-amz-invocation-type
            x-amzn-sagemaker-target-model x-amzn-sagemaker-inference-component
            x-goog-copy-source x-goog-fieldmask helicone-target-url
            x-ms-copy-source x-ms-rename-source x-ms-blob-type x-ms-lease-action x-ms-page-write x-ms-write
            x-ms-continuation x-ms-documentdb-isquery x-ms-documentdb-is-upsert x-ms-documentdb-partitionkey
            x-ms-cosmos-is-batch-request
            """),

    /**
     * Selects the form or the view of a resource (RFC 9110, sections 12 and 13.1; RFC 9111, section 4.1; RFC 7240) or the
     * account whose view it is. A date is none: clients take it from their clock.
     */
    SELECTING("""
            accept accept-language accept-charset accept-datetime accept-profile accept-crs content-type content-language
            content-profile content-crs prefer range-unit if-match if-none-match if-range last-event-id
            x-requested-with x-clickhouse-database x-clickhouse-format x-trino-catalog x-trino-schema x-trino-user
            stripe-account xero-tenant-id x-tenant x-tenant-id x-account-id x-organization-id x-vault-namespace
            dropbox-api-select-user dropbox-api-select-admin x-ebay-api-siteid x-tc-region x-shopify-shop-domain
            """),

    /**
     * Says nothing: changes with each request, with the machine or with the version of a client. A field that is here by mistake
     * only loses its say among equal requests, so this table is long. That of {@link Miss} is short, because a mistake there
     * gives one caller the answer of another. Credentials are here because {@link Callers} looks at them.
     */
    VARYING("""
            user-agent x-user-agent x-amz-user-agent x-goog-api-client x-ms-useragent sdk-version x-sdk-* x-client-version x-client-info
            x-stainless-* x-fern-* amz-sdk-* x-ms-client-* client-request-id x-ms-return-client-request-id
            accept-encoding connect-accept-encoding grpc-accept-encoding te content-encoding transfer-encoding trailer
            content-length content-md5 digest content-digest repr-digest want-digest expect host connection keep-alive
            proxy-connection http2-settings upgrade-insecure-requests cache-control pragma date x-date x-ms-date x-amz-date
            x-amz-content-sha256 x-amz-decoded-content-length x-amz-trailer x-amz-checksum-* x-amz-sdk-* x-bz-content-sha1
            x-vcr-* authorization proxy-authorization cookie2 grpc-timeout connect-timeout-ms x-request-timeout
            x-server-timeout x-retry-* retry-count idempotency-key x-idempotency-key
            traceparent tracestate baggage b3 x-b3-* uber-trace-id uberctx-* x-cloud-trace-context x-amzn-trace-id
            x-datadog-* sentry-trace newrelic x-newrelic-* elastic-apm-* x-ot-* ot-tracer-* x-trace-id x-span-id trace-id
            x-request-id request-id x-correlation-id correlation-id x-amzn-requestid x-opaque-id x-vercel-id cf-ray
            x-forwarded-* forwarded x-real-ip via dnt priority sec-fetch-* sec-ch-ua* sec-gpc
            """),

    /** Not known: chooses among equal requests, and refuses none. */
    OTHER("");

    private final String table;

    HeaderRole(String table) {
        this.table = table;
    }

    private List<String> names() {
        return List.of(table.strip().split("\\s+", -1));
    }

    private static final class Table {

        static final Map<String, HeaderRole> BY_NAME = new HashMap<>();
        static final Map<String, HeaderRole> BY_PREFIX = new HashMap<>();
        static final String[][] OPERATIONS = byLength(OPERATION.names());

        static {
            for (HeaderRole role : values()) {
                for (String name : role.names()) {
                    if (name.endsWith("*")) {
                        BY_PREFIX.put(name.substring(0, name.length() - 1), role);
                    } else {
                        BY_NAME.put(name, role);
                    }
                }
            }
        }

        private static String[][] byLength(List<String> names) {
            int longest = names.stream().mapToInt(String::length).max().orElse(0);
            String[][] table = new String[longest + 1][];
            for (int length = 0; length <= longest; length++) {
                int wanted = length;
                table[length] =
                        names.stream().filter(name -> name.length() == wanted).toArray(String[]::new);
            }
            return table;
        }
    }

    /** The role of a name in lower case. */
    static HeaderRole of(String name) {
        HeaderRole role = Table.BY_NAME.get(name);
        if (role != null) {
            return role;
        }
        for (Map.Entry<String, HeaderRole> prefix : Table.BY_PREFIX.entrySet()) {
            if (name.startsWith(prefix.getKey())) {
                return prefix.getValue();
            }
        }
        return OTHER;
    }

    /** Whether a name in any case is that of an operation. Called for each field of each request. */
    static boolean isOperation(String name) {
        String[][] operations = Table.OPERATIONS;
        if (name.isEmpty() || name.length() >= operations.length) {
            return false;
        }
        int first = name.charAt(0) | 0x20; // in lower case
        for (String operation : operations[name.length()]) {
            if (operation.charAt(0) == first && operation.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    /** A value without what has no meaning: spaces and quotes around it, spaces in a list, parameters of a transfer. */
    String normal(String name, String value) {
        String stripped = value.strip();
        if (name.equals("content-type")) {
            return mediaType(stripped);
        }
        if (this == OPERATION) {
            return unquoted(stripped);
        }
        return name.startsWith("accept") ? stripped.replace(" ", "").toLowerCase(Locale.ROOT) : stripped;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static String mediaType(String value) {
        StringBuilder type = new StringBuilder();
        for (String part : value.toLowerCase(Locale.ROOT).split(";", -1)) {
            String parameter = part.strip();
            if (!parameter.startsWith("boundary=") && !parameter.startsWith("charset=") && !parameter.isEmpty()) {
                type.append(type.isEmpty() ? "" : ";").append(parameter);
            }
        }
        return type.toString();
    }
}
