package io.vcr.internal.shape;

/** What can be read on from any place in a text: if it ends at E read from S, it does so read from between S and E. */
interface Stretch {

    /** Where it ends, at most at the limit. */
    int end(String text, int from, int limit);
}
