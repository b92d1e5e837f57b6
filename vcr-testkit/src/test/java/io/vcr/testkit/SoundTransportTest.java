package io.vcr.testkit;

/** What the broken transports are made from passes. */
class SoundTransportTest extends TransportContract {

    @Override
    protected TransportClient client(Attachment attachment) {
        return new SoundTransport(attachment);
    }
}
