package io.vcr.testkit.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The Huffman code of HPACK (RFC 7541, appendix B), to read what clients send. */
final class Huffman {

    /** The length of the code of each byte, less 5, as a letter. The code is canonical, so the lengths define it. */
    private static final String LENGTHS = "isxxxxxxxtzxxzxxxxxxxxzxxxxxxxxxbffhibdgffdgdbbbaaabbbbbbbcdkbhf"
            + "ibccccccccccccccccccccccdcdioijbkabababbbaccbbbabcbaabccccckgjix"
            + "prpprrrsrssssststtrstssssqrsrsstrqprrssqrsrrtqrssqqrqsrssprrrsrr"
            + "svvporsruvvvwwvtuoqvwwvwtqqvvxwwwptpqrqqsrruuttvsvwvvwwwwwxwwwwwv";

    private static final int LONGEST = 30;

    /** The first code of each length, the number of codes, and the bytes in the order of their codes. */
    private static final int[] FIRST = new int[LONGEST + 1];

    private static final int[] COUNT = new int[LONGEST + 1];
    private static final byte[][] SYMBOLS = new byte[LONGEST + 1][256];

    static {
        for (int symbol = 0; symbol < LENGTHS.length(); symbol++) {
            int length = LENGTHS.charAt(symbol) - 'a' + 5;
            SYMBOLS[length][COUNT[length]++] = (byte) symbol;
        }
        for (int length = 1; length <= LONGEST; length++) {
            FIRST[length] = (FIRST[length - 1] + COUNT[length - 1]) << 1;
        }
    }

    private Huffman() {}

    static byte[] decode(byte[] encoded) throws IOException {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        int code = 0;
        int length = 0;
        for (int i = 0; i < 8 * encoded.length; i++) {
            code = code << 1 | (encoded[i / 8] >> (7 - i % 8) & 1);
            if (++length > LONGEST) {
                throw new IOException("Not the Huffman code of HPACK");
            }
            int place = code - FIRST[length];
            if (place >= 0 && place < COUNT[length]) {
                decoded.write(SYMBOLS[length][place]);
                code = 0;
                length = 0;
            }
        }
        return decoded.toByteArray(); // the remaining bits are the ones that pad the last byte
    }
}
