package io.vcr.internal.shape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of credential that are known, each with its shape. Immutable. */
public final class Catalogue {

    private static final int CLOSE_NAMES = 3;

    static final Catalogue EMPTY = new Catalogue(List.of());

    private static final class Holder {
        static final Catalogue BUNDLED = read("shapes.tsv");
    }

    private final List<Shape> shapes;

    private Catalogue(List<Shape> shapes) {
        this.shapes = List.copyOf(shapes);
    }

    /**
     * Returns the catalogue that comes with the library; it is read on the first call.
     *
     * @return the catalogue
     */
    public static Catalogue bundled() {
        return Holder.BUNDLED;
    }

    private static Catalogue read(String resource) {
        try (InputStream in = Catalogue.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is missing");
            }
            return parse(resource, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IllegalArgumentException if a line is not one of a catalogue; the message names the line
     */
    static Catalogue parse(String name, String table) {
        List<Shape> shapes = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        List<String> lines = table.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank() || lines.get(i).startsWith("#")) {
                continue;
            }
            try {
                Shape shape = shape(lines.get(i).split("\t", -1));
                if (!ids.add(shape.kind().id())) {
                    throw new IllegalArgumentException("the id is there already");
                }
                shapes.add(shape);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "Line %d of %s is no shape: %s%n  line  %s"
                                .formatted(i + 1, name, e.getMessage(), lines.get(i)),
                        e);
            }
        }
        return new Catalogue(shapes);
    }

    private static Shape shape(String[] columns) {
        if (columns.length != 4 || List.of(columns).contains("")) {
            throw new IllegalArgumentException("it needs id, label, shape and source, separated by tabs");
        }
        return ShapeParser.parse(new Kind(columns[0], columns[1]), columns[2]);
    }

    /**
     * Returns the kinds in the order of the catalogue.
     *
     * @return the kinds
     */
    public List<Kind> kinds() {
        return shapes.stream().map(Shape::kind).toList();
    }

    /**
     * Returns the ids of the kinds.
     *
     * @return the ids
     */
    public Set<String> ids() {
        return shapes.stream().map(shape -> shape.kind().id()).collect(Collectors.toUnmodifiableSet());
    }

    List<Shape> shapes() {
        return shapes;
    }

    /**
     * Returns this catalogue without some kinds.
     *
     * @param ids the ids of the kinds to leave out
     * @return a smaller catalogue
     * @throws IllegalArgumentException if there is no kind of one of these ids
     */
    public Catalogue without(Set<String> ids) {
        List<String> known = kinds().stream().map(Kind::id).toList();
        for (String id : ids) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException("There is no kind of credential \"" + id + "\"; close to it are "
                        + String.join(", ", closest(known, id)));
            }
        }
        return new Catalogue(shapes.stream()
                .filter(shape -> !ids.contains(shape.kind().id()))
                .toList());
    }

    private static List<String> closest(List<String> known, String id) {
        return known.stream()
                .sorted(Comparator.comparingInt(other -> distance(id, other)))
                .limit(CLOSE_NAMES)
                .toList();
    }

    /** After Levenshtein: how many characters to insert, remove or replace. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
