package io.vcr.internal.layout;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes names and values of queries and forms as {@code application/x-www-form-urlencoded}. */
final class UrlText {

    private UrlText() {}

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
