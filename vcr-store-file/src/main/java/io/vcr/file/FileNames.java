package io.vcr.file;

import io.vcr.spi.CassetteId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Maps cassette ids to relative paths and back. The mapping is one-to-one, so that two ids never share a file.
 * Characters that a file system cannot store are percent-encoded, and a segment that is too long continues in a
 * directory whose name ends with {@code ~}. Pure.
 */
final class FileNames {

    /** Leaves room in 255 bytes for the extension and for the names of lock files and temporary files. */
    private static final int MAX_BYTES = 200;

    private static final String ILLEGAL = "<>:\"\\|?*%~";

    /** Names that Windows reserves for devices, with any extension. */
    private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul");

    private static final Pattern EXTENSION = Pattern.compile("(?i)\\.(yaml|json)$");

    private FileNames() {}

    /** The names of the directories and of the file, without its extension. */
    static List<String> path(CassetteId id) {
        List<String> names = new ArrayList<>();
        String[] segments = id.value().split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String rest = escaped(segments[i], i < segments.length - 1);
            while (utf8Length(rest) > MAX_BYTES) {
                int cut = cut(rest);
                names.add(rest.substring(0, cut) + "~");
                rest = withoutSpecialBeginning(rest.substring(cut));
            }
            names.add(rest);
        }
        return names;
    }

    /** The id of a path; empty if the path belongs to no id. */
    static Optional<CassetteId> id(List<String> names) {
        StringBuilder id = new StringBuilder();
        for (String name : names) {
            boolean continued = name.endsWith("~");
            Optional<String> segment = unescaped(continued ? name.substring(0, name.length() - 1) : name);
            if (segment.isEmpty()) {
                return Optional.empty();
            }
            id.append(segment.get()).append(continued ? "" : "/");
        }
        try {
            CassetteId found = CassetteId.of(id.substring(0, Math.max(0, id.length() - 1)));
            return path(found).equals(names) ? Optional.of(found) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not a file of this store
        }
    }

    /** Escapes the beginning of a continued segment, which is a separate name for the file system. */
    private static String withoutSpecialBeginning(String rest) {
        return rest.startsWith(".") || isDevice(rest) ? escape(rest.charAt(0)) + rest.substring(1) : rest;
    }

    private static String escape(char c) {
        return "%%%02X".formatted((int) c);
    }

    private static String escaped(String segment, boolean directory) {
        // The file of "a" is a.yaml, so the directory of "a.yaml/b" must not be.
        int extension = directory && EXTENSION.matcher(segment).find() ? segment.lastIndexOf('.') : -1;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            boolean last = i == segment.length() - 1;
            // Names with a leading dot are our own files; Windows removes trailing dots and spaces.
            boolean dot = c == '.' && (i == 0 || last || i == extension);
            boolean escape = ILLEGAL.indexOf(c) >= 0 || dot || (c == ' ' && last) || (i == 0 && isDevice(segment));
            name.append(escape ? escape(c) : String.valueOf(c));
        }
        return name.toString();
    }

    private static boolean isDevice(String segment) {
        int dot = segment.indexOf('.');
        String stem = (dot < 0 ? segment : segment.substring(0, dot)).toLowerCase(Locale.ROOT);
        return DEVICES.contains(stem) || stem.matches("(com|lpt)[0-9]");
    }

    private static Optional<String> unescaped(String name) {
        StringBuilder segment = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '%') {
                segment.append(c);
                continue;
            }
            int high = i + 2 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
            int low = i + 2 < name.length() ? Character.digit(name.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            segment.append((char) ((high << 4) | low));
            i += 2;
        }
        return Optional.of(segment.toString());
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The longest prefix that fits and does not split a character or an escape. */
    private static int cut(String text) {
        int cut = 0;
        int bytes = 0;
        while (cut < text.length()) {
            int next = text.charAt(cut) == '%' ? cut + 3 : cut + Character.charCount(text.codePointAt(cut));
            bytes += utf8Length(text.substring(cut, next));
            if (bytes >= MAX_BYTES) {
                return cut;
            }
            cut = next;
        }
        return cut;
    }
}
