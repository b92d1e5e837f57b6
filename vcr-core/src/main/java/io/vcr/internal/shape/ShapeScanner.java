package io.vcr.internal.shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    /** A shape that has an anchor, by its number, and the runs before and behind the anchor. */
    private record Candidate(
            int number, Shape shape, Element.@Nullable Run preceding, Element.@Nullable Run following) {

        /** What most anchors fail at, without the reading of a shape. */
        boolean isPossible(Reading reading, int start, int end) {
            if (shape.anchor() == 0 && Boundary.isInsideWord(reading.text, start)) {
                return false;
            }
            if (preceding != null && (start == 0 || !preceding.set().has(reading.text.charAt(start - 1)))) {
                return false;
            }
            int stop = following == null ? Element.NONE : following.stop(reading.text, end);
            reading.barrenUntil(number, stop);
            return stop == Element.NONE;
        }
    }

    /** The anchors, each once, and of each the shapes that have it. */
    private static final class Automaton {
        final Anchors anchors;
        final Candidate[][] candidates;

        /** The anchors are numbered first, then the candidates. */
        final int numbers;

        /**
         * Of each secret that need not be in a long word, without those that have another one in them. A text has hardly ever
         * one of them.
         */
        private final Anchors elsewhere;

        Automaton(Catalogue catalogue) {
            Map<String, List<Shape>> owners = new LinkedHashMap<>();
            Set<String> others = new LinkedHashSet<>();
            for (Shape shape : catalogue.shapes()) {
                for (String anchor : shape.anchors()) {
                    owners.computeIfAbsent(anchor, key -> new ArrayList<>()).add(shape);
                }
                if (!shape.isInLongWord()) {
                    others.addAll(shape.anchors());
                }
            }
            this.anchors = new Anchors(List.copyOf(owners.keySet()));
            this.elsewhere = new Anchors(shortest(others));
            this.candidates = new Candidate[owners.size()][];
            int number = owners.size();
            int anchor = 0;
            for (List<Shape> shapes : owners.values()) {
                Candidate[] several = new Candidate[shapes.size()];
                for (int i = 0; i < several.length; i++) {
                    Shape shape = shapes.get(i);
                    several[i] = new Candidate(number++, shape, shape.beforeAnchor(), shape.afterAnchor());
                }
                candidates[anchor++] = several;
            }
            this.numbers = number;
        }

        private static List<String> shortest(Set<String> texts) {
            List<String> shortest = new ArrayList<>();
            for (String text : texts) {
                boolean hasPart = false;
                for (String part : texts) {
                    hasPart |= !part.equals(text) && text.contains(part);
                }
                if (!hasPart) {
                    shortest.add(text);
                }
            }
            return List.copyOf(shortest);
        }

        /** Looks only at long words, and around what need not be in one. */
        void find(String text, LongWords words, Anchors.Sink sink) {
            LongWords.Builder others = new LongWords.Builder();
            int reach = anchors.longest();
            elsewhere.find(
                    text,
                    (anchor, start, end) ->
                            others.accept(Math.max(0, end - reach), Math.min(text.length(), end + reach)));
            words.and(others.words()).each((start, end) -> anchors.find(text, start, end, sink));
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
        String whole = text.toString();
        return find(whole, LongWords.in(whole));
    }

    /**
     * Finds the credentials in a text whose long words are known.
     *
     * @param text any text
     * @param words the long words of the text
     * @return where they are, in the order of the text
     */
    public List<Found> find(String text, LongWords words) {
        Automaton known = automaton();
        if (known.numbers == 0) {
            return List.of();
        }
        Reading reading = new Reading(text, known.numbers);
        List<Found> found = new ArrayList<>();
        known.find(text, words, (anchor, start, end) -> {
            if (!reading.isBarren(anchor, end)) {
                int barren = Integer.MAX_VALUE;
                for (Candidate candidate : known.candidates[anchor]) {
                    look(candidate, reading, start, end, found);
                    barren = Math.min(barren, reading.barrenUntil(candidate.number));
                }
                reading.barrenUntil(anchor, barren);
            }
        });
        return List.copyOf(found);
    }

    /** Looks for one shape behind an anchor. */
    private static void look(Candidate candidate, Reading reading, int start, int end, List<Found> found) {
        if (!reading.isBarren(candidate.number, end)
                && candidate.isPossible(reading, start, end)
                && !isInside(found, candidate.shape, start)) {
            Found next = candidate.shape.read(reading, start, end);
            if (next != null) {
                add(found, next);
            } else {
                reading.rememberFailure(candidate.number);
            }
        }
    }

    /** For tests: finds the same by a look at each place. */
    List<Found> findEverywhere(String text) {
        return find(text, LongWords.all(text));
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
                    known = new Automaton(catalogue.get());
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
