package io.vcr.testkit;

/** What the broken sockets are made from passes. */
class SoundSocketsTest extends SocketContract {

    @Override
    protected SocketClient client(Attachment attachment) {
        return new SoundSockets(attachment);
    }
}
