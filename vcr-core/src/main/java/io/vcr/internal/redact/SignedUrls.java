package io.vcr.internal.redact;

import io.vcr.internal.body.FormPairs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that sign a URL: credentials and times, which differ from run to run and select nothing. They count as a
 * group, where the group is there. After the documentation of Amazon S3 and CloudFront, Google Cloud Storage, Azure
 * Storage, Alibaba Cloud OSS and Tencent Cloud COS. Pure.
 */
public final class SignedUrls {

    /** A group: the parameters that must all be there, and which ones belong to it. */
    private record Group(Set<String> marks, String prefix, Set<String> members) {

        static Group of(String prefix, String... marks) {
            return new Group(Set.of(marks), prefix, Set.of());
        }

        static Group of(Set<String> members, String... marks) {
            return new Group(Set.of(marks), "", members);
        }

        boolean has(String name) {
            return prefix.isEmpty() ? members.contains(name) : name.startsWith(prefix);
        }
    }

    private static final Set<String> AZURE = Set.of(
            "sig", "se", "st", "sp", "sv", "sr", "spr", "sip", "ss", "srt", "sdd", "ses", "skoid", "sktid", "skt",
            "ske", "sks", "skv", "saoid", "suoid", "scid");

    private static final Set<String> CLASSIC = Set.of(
            "signature",
            "expires",
            "policy",
            "key-pair-id",
            "awsaccesskeyid",
            "googleaccessid",
            "ossaccesskeyid",
            "security-token",
            "hash-algorithm");

    private static final List<Group> GROUPS = List.of(
            Group.of("x-amz-", "x-amz-signature"),
            Group.of("x-goog-", "x-goog-signature"),
            Group.of("x-oss-", "x-oss-signature"),
            Group.of("q-", "q-signature"),
            Group.of(AZURE, "sig", "sv"),
            Group.of(AZURE, "sig", "se"),
            Group.of(CLASSIC, "signature", "key-pair-id"),
            Group.of(CLASSIC, "signature", "awsaccesskeyid"),
            Group.of(CLASSIC, "signature", "googleaccessid"),
            Group.of(CLASSIC, "signature", "ossaccesskeyid"));

    private static final Set<String> CREDENTIALS = Set.of(
            "sig",
            "signature",
            "policy",
            "key-pair-id",
            "awsaccesskeyid",
            "ossaccesskeyid",
            "security-token",
            "x-amz-signature",
            "x-amz-credential",
            "x-amz-security-token",
            "x-goog-signature",
            "x-goog-credential",
            "x-oss-signature",
            "x-oss-credential",
            "x-oss-security-token",
            "q-signature",
            "q-ak");

    private SignedUrls() {}

    static boolean isSigned(String query) {
        return group(query) != null;
    }

    private static @Nullable Group group(String query) {
        if (!containsIgnoringCase(query, "sig")) {
            return null;
        }
        Set<String> names = new HashSet<>();
        for (String pair : query.split("&", -1)) {
            names.add(name(pair));
        }
        for (Group group : GROUPS) {
            if (names.containsAll(group.marks)) {
                return group;
            }
        }
        return null;
    }

    private static boolean containsIgnoringCase(String text, String word) {
        for (int at = 0; at + word.length() <= text.length(); at++) {
            if (text.regionMatches(true, at, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }

    private static String name(String pair) {
        int equals = pair.indexOf('=');
        return FormPairs.decoded(equals < 0 ? pair : pair.substring(0, equals)).toLowerCase(Locale.ROOT);
    }

    static boolean isCredential(String name) {
        return CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** A query without what signs it. */
    static String unsigned(String query) {
        Group group = group(query);
        if (group == null) {
            return query;
        }
        List<String> rest = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            if (!group.has(name(pair))) {
                rest.add(pair);
            }
        }
        return String.join("&", rest);
    }
}
