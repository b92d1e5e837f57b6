package io.vcr.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every relative link in the documentation leads to a file of this repository, and every anchor to a heading of it. */
class LinksTest {

    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
    private static final Pattern TARGET_OF_LINK = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

    static List<Path> pages() throws IOException {
        return DocumentationTest.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkResolves(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String link : links(Files.readString(page))) {
            if (!link.contains(":") && !resolves(page, link)) {
                broken.add(link);
            }
        }
        assertThat(broken).as("broken links of %s", page).isEmpty();
    }

    private static List<String> links(String markdown) {
        return LINK.matcher(withoutCode(markdown))
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    private static String withoutCode(String markdown) {
        return CODE.matcher(markdown).replaceAll("");
    }

    private static boolean resolves(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (hash < 0) {
            return Files.exists(target);
        }
        return Files.isRegularFile(target) && anchors(Files.readString(target)).contains(link.substring(hash + 1));
    }

    /** The anchors that GitHub makes of headings: a heading that occurs again has a number behind its anchor. */
    private static Set<String> anchors(String markdown) {
        Set<String> anchors = new LinkedHashSet<>();
        String prose = Pattern.compile("(?ms)^```.*?^```$").matcher(markdown).replaceAll("");
        for (MatchResult heading : HEADING.matcher(prose).results().toList()) {
            String anchor = anchor(heading.group(1));
            String unique = anchor;
            for (int i = 1; !anchors.add(unique); i++) {
                unique = anchor + "-" + i;
            }
        }
        return anchors;
    }

    private static String anchor(String heading) {
        return TARGET_OF_LINK
                .matcher(heading)
                .replaceAll("$1")
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
