package io.vcr.junit5.internal.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of the message that explains a refused request, for a page that shows them side by side. A message of another
 * form has a title only. Immutable.
 *
 * @param title what happened
 * @param differences the values that differ, of the closest episodes
 * @param fixes what helps
 * @param text the whole message
 */
record Miss(String title, List<Difference> differences, List<Fix> fixes, String text) {

    private static final Pattern LINE = Pattern.compile("  (\\w*) +(.*)");
    private static final Pattern DIFFERENCE = Pattern.compile("(.*?)(?:: | )recorded (.*), sent (.*)", Pattern.DOTALL);

    /**
     * A value that was sent and the one that was recorded at its place.
     *
     * @param place such as {@code episode 2 body: $.amount}
     */
    record Difference(String place, String recorded, String sent) {}

    /**
     * A way out.
     *
     * @param what such as {@code re-record the cassette}; empty if the whole line is the command
     * @param command what to copy
     */
    record Fix(String what, String command) {}

    static Miss of(String message) {
        String[] lines = message.split("\n", -1);
        List<Difference> differences = new ArrayList<>();
        List<Fix> fixes = new ArrayList<>();
        String label = "";
        for (int i = 1; i < lines.length; i++) {
            Matcher line = LINE.matcher(lines[i]);
            if (!line.matches()) {
                continue;
            }
            boolean goesOn = line.group(1).isEmpty();
            label = goesOn ? label : line.group(1);
            String text = line.group(2).strip();
            text = goesOn && text.startsWith("or ") ? text.substring("or ".length()) : text;
            Matcher difference = DIFFERENCE.matcher(text);
            if (label.equals("closest") && difference.matches()) {
                differences.add(new Difference(difference.group(1), difference.group(2), difference.group(3)));
            } else if (label.equals("fix")) {
                int colon = text.indexOf(": ");
                fixes.add(colon < 0 ? new Fix("", text) : new Fix(text.substring(0, colon), text.substring(colon + 2)));
            }
        }
        return new Miss(lines[0], List.copyOf(differences), List.copyOf(fixes), message);
    }

    /** Such as {@code No recorded episode matches GET https://h/a; episode 1 query: page recorded 1, sent 2}. */
    String inOneLine() {
        return title
                + differences.stream()
                        .findFirst()
                        .map(each -> "; " + each.place().replaceAll(" {2,}", " ") + " recorded " + each.recorded()
                                + ", sent " + each.sent())
                        .orElse("");
    }
}
