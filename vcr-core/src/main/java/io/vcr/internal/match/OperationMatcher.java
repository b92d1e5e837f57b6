package io.vcr.internal.match;

import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.spi.Matcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Compares what names the operation beside method, URI and body: the header fields of {@link HeaderRole#OPERATION}, the action
 * of SOAP 1.2 and the protocol of gRPC-Web and Connect, which stand in the content type. Immutable.
 */
public final class OperationMatcher implements Matcher {

    public static final OperationMatcher INSTANCE = new OperationMatcher();

    /** The projection of most requests. */
    static final Map<String, String> NONE = Map.of();

    private static final String CONTENT_TYPE = "content-type";
    private static final Pattern ACTION = Pattern.compile("(?i);\\s*action\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;]*))");
    private static final int KIND = "application/".length();
    private static final int SHOWN = 80;

    private OperationMatcher() {}

    @Override
    public String name() {
        return "operation";
    }

    @Override
    public Map<String, String> project(HttpRequest request) {
        Map<String, String> operation = NONE;
        Headers headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            String value = headers.value(i);
            if (HeaderRole.isOperation(name)) {
                operation = with(operation, name.toLowerCase(Locale.ROOT), value);
            } else if (mayHoldOperation(name, value) && !inContentType(value).isEmpty()) {
                operation = with(operation, CONTENT_TYPE, inContentType(value));
            }
        }
        return operation;
    }

    private static Map<String, String> with(Map<String, String> operation, String name, String value) {
        Map<String, String> more = new TreeMap<>(operation);
        more.merge(name, HeaderRole.OPERATION.normal(name, value), (one, other) -> one + ", " + other);
        return more;
    }

    /** Asked for each header field of each request: the character behind the first words of these types tells most others. */
    private static boolean mayHoldOperation(String name, String value) {
        return name.length() == CONTENT_TYPE.length()
                && value.length() > KIND
                && "gcslGCSL".indexOf(value.charAt(KIND)) >= 0
                && name.equalsIgnoreCase(CONTENT_TYPE);
    }

    private static String inContentType(String type) {
        if (begins(type, "application/grpc") || begins(type, "application/connect")) {
            return HeaderRole.SELECTING.normal(CONTENT_TYPE, type);
        }
        return begins(type, "application/soap") || begins(type, "multipart/related") ? action(type) : "";
    }

    private static String action(String type) {
        java.util.regex.Matcher action = ACTION.matcher(type);
        return action.find() ? "action=" + (action.group(1) == null ? action.group(2) : action.group(1)) : "";
    }

    private static boolean begins(String type, String prefix) {
        return type.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    @Override
    public String difference(HttpRequest recorded, HttpRequest sent) {
        return difference(project(recorded), project(sent));
    }

    private static String difference(Map<String, String> recorded, Map<String, String> sent) {
        List<String> differences = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>(recorded.keySet());
        names.addAll(sent.keySet());
        for (String name : names) {
            String left = recorded.getOrDefault(name, "");
            String right = sent.getOrDefault(name, "");
            if (!left.equals(right)) {
                differences.add(name + " " + difference(left, right));
            }
        }
        return String.join("; ", differences);
    }

    static String difference(String recorded, String sent) {
        return "recorded " + shown(recorded) + ", sent " + shown(sent);
    }

    private static String shown(String value) {
        return value.isEmpty() ? "nothing" : value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value;
    }
}
