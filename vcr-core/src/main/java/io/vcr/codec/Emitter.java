package io.vcr.codec;

import io.vcr.http.Body;

/** Writes a document piece by piece; what differs between YAML and JSON. Confined to one thread. */
interface Emitter {

    void beginMapping();

    void endMapping();

    void emptyMapping();

    void beginSequence();

    void endSequence();

    void emptySequence();

    void key(String key);

    void text(String text);

    void number(long number);

    void nothing();

    /** Bytes that are UTF-8 as a text, others in base64. */
    void body(Body body);

    /** The same in a mapping, as vcrpy keeps the body of a response. */
    void wrappedBody(Body body);

    /** A list of pairs on one line; the text is the same in YAML and JSON. */
    void line(String flow);

    byte[] toBytes();
}
