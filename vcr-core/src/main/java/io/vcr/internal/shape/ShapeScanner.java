package io.vcr.internal.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the credentials of a catalogue in a text, in one pass whatever their number. Immutable. */
public final class ShapeScanner {

    /** Finds nothing. */
    public static final ShapeScanner NOTHING = new ShapeScanner(() -> Catalogue.EMPTY);

    private static final class Holder {
        static final ShapeScanner BUNDLED = new ShapeScanner(Catalogue::bundled);
    }

    private final Supplier<Catalogue> catalogue;

    /** Null until it is first needed. */
    private volatile @Nullable Automaton automaton;

    /** The anchors, and the shape of each. */
    private record Automaton(Anchors anchors, List<Shape> shapes) {

        static Automaton of(Catalogue catalogue) {
            List<String> anchors = new ArrayList<>();
            List<Shape> shapes = new ArrayList<>();
            for (Shape shape : catalogue.shapes()) {
                for (String anchor : shape.anchors()) {
                    anchors.add(anchor);
                    shapes.add(shape);
                }
            }
            return new Automaton(new Anchors(anchors), shapes);
        }
    }

    private ShapeScanner(Supplier<Catalogue> catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Returns the scanner for the catalogue that comes with the library. The catalogue is read when the scanner first
     * looks into a text.
     *
     * @return a scanner
     */
    public static ShapeScanner bundled() {
        return Holder.BUNDLED;
    }

    /**
     * Returns a scanner for the kinds of a catalogue.
     *
     * @param catalogue what to look for
     * @return a scanner
     */
    public static ShapeScanner of(Catalogue catalogue) {
        return new ShapeScanner(() -> catalogue);
    }

    /**
     * Returns a scanner that does not look for some of the kinds.
     *
     * @param ids the ids of these kinds
     * @return a scanner
     * @throws IllegalArgumentException if there is no kind of one of these ids
     */
    public ShapeScanner without(Set<String> ids) {
        return ids.isEmpty() ? this : of(catalogue.get().without(ids));
    }

    /**
     * Finds the credentials in a text: of those that overlap the leftmost, of these the longest.
     *
     * @param text any text
     * @return where they are, in the order of the text
     */
    public List<Found> find(CharSequence text) {
        Automaton known = automaton();
        if (known.shapes.isEmpty()) {
            return List.of();
        }
        Reading reading = new Reading(text.toString());
        List<Found> found = new ArrayList<>();
        known.anchors.find(reading.text, (anchor, start, end) -> {
            Shape shape = known.shapes.get(anchor);
            if (!isInside(found, shape, start)) {
                Found next = shape.read(reading, start, end);
                if (next != null) {
                    add(found, next);
                }
            }
        });
        return List.copyOf(found);
    }

    /** Reads the catalogue now, so that no request has to wait for it. */
    public void prepare() {
        automaton();
    }

    private Automaton automaton() {
        Automaton known = automaton;
        if (known == null) {
            synchronized (this) {
                known = automaton;
                if (known == null) {
                    known = Automaton.of(catalogue.get());
                    automaton = known;
                }
            }
        }
        return known;
    }

    /** What begins inside a credential is a part of it. */
    private static boolean isInside(List<Found> found, Shape shape, int start) {
        if (found.isEmpty() || shape.anchor() > 0) {
            return false;
        }
        Found last = found.get(found.size() - 1);
        return start > last.start() && start < last.end();
    }

    /** Of two that are equal the later one has the longer anchor, which says more about it. */
    private static void add(List<Found> found, Found next) {
        for (int last = found.size() - 1; last >= 0 && found.get(last).end() > next.start(); last--) {
            if (found.get(last).precedes(next)) {
                return;
            }
            found.remove(last);
        }
        found.add(next);
    }
}
