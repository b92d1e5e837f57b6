package io.vcr.apache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncResponseConsumer;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Counts the bytes of a response and has room for no more than a connection hands out unasked, until it accepts all. */
class HesitatingConsumer implements AsyncResponseConsumer<Integer> {

    final CountDownLatch first = new CountDownLatch(1);
    final CountDownLatch full = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger received = new AtomicInteger();
    private volatile CapacityChannel channel;
    private volatile FutureCallback<Integer> result;

    void accept() throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consumeResponse(
            HttpResponse response, EntityDetails entity, HttpContext context, FutureCallback<Integer> callback) {
        result = callback;
        if (entity == null) {
            callback.completed(0);
        }
    }

    @Override
    public void informationResponse(HttpResponse response, HttpContext context) {}

    @Override
    public void updateCapacity(CapacityChannel given) throws IOException {
        channel = given;
        full.countDown();
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        received.addAndGet(source.remaining());
        first.countDown();
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        result.completed(received.get());
    }

    @Override
    public void failed(Exception cause) {}

    @Override
    public void releaseResources() {
        released.countDown();
    }
}
