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
    private static final int MIN_CONTENT_TYPE = "application/grpc".length();
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
            boolean isContentType = name.length() == CONTENT_TYPE.length() && name.equalsIgnoreCase(CONTENT_TYPE);
            String value = isContentType ? inContentType(headers.value(i)) : headers.value(i);
            if (isContentType ? !value.isEmpty() : HeaderRole.isOperation(name)) {
                operation = operation == NONE ? new TreeMap<>() : operation;
                operation.merge(
                        isContentType ? "content-type" : name.toLowerCase(Locale.ROOT),
                        HeaderRole.OPERATION.normal(name, value),
                        (one, other) -> one + ", " + other);
            }
        }
        return operation;
    }

    private static String inContentType(String type) {
        // The thirteenth character tells most types from those that name an operation: this is asked for each request.
        switch (type.length() < MIN_CONTENT_TYPE ? ' ' : type.charAt(MIN_CONTENT_TYPE - 4)) {
            case 'g', 'c', 'G', 'C' -> {
                return begins(type, "application/grpc") || begins(type, "application/connect")
                        ? HeaderRole.SELECTING.normal(CONTENT_TYPE, type)
                        : "";
            }
            case 's', 'l', 'S', 'L' -> {
                return begins(type, "application/soap") || begins(type, "multipart/related") ? action(type) : "";
            }
            default -> {
                return "";
            }
        }
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
