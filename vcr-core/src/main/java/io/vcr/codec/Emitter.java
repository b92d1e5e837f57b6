package io.vcr.codec;

import io.vcr.http.Body;

/** Writes a document piece by piece, in YAML or JSON. Confined to one thread. */
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

    /** Writes UTF-8 bytes as a text, other bytes in base64. */
    void body(Body body);

    /** Writes a body inside a mapping, as vcrpy does for responses. */
    void wrappedBody(Body body);

    /** Writes a value on one line whose text is the same in YAML and JSON. */
    void line(String flow);

    byte[] toBytes();
}
