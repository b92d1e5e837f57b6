package io.vcr.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vcr.http.Body;
import io.vcr.internal.body.Framing;
import io.vcr.spi.Episode.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LiveConversationTest {

    private static final int LIMIT = 100;

    private final LiveConversation conversation = new LiveConversation(
            LIMIT, () -> Instant.ofEpochMilli(5), moment -> Duration.ofMillis(moment.toEpochMilli()));

    @Test
    void thePartsOfBothSidesAreJoinedApart() throws Exception {
        conversation.text(true, "one, ", false);
        conversation.binary(false, ByteBuffer.wrap(new byte[] {1, 2}), false);
        conversation.text(true, "two", true);
        conversation.binary(false, ByteBuffer.wrap(new byte[] {3}), true);

        assertThat(conversation.soFar().messages())
                .containsExactly(
                        new Message(true, true, Body.of("one, two"), Duration.ofMillis(5)),
                        new Message(false, false, Body.of(new byte[] {1, 2, 3}), Duration.ofMillis(5)));
    }

    @Test
    void aBufferIsLeftAsItIs() throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3}, 1, 2).asReadOnlyBuffer();

        conversation.binary(false, buffer, true);

        assertThat(buffer.remaining()).isEqualTo(2);
        assertThat(conversation.soFar().messages()).extracting(Message::data).containsExactly(Body.of(new byte[] {2, 3
        }));
    }

    @Test
    void theLimitHoldsForPartsOfAMessageThatNeverEnds() {
        int taken = 0;
        while (conversation.text(false, "x".repeat(30), false)) {
            taken++;
        }

        assertThat(taken).isEqualTo(3);
        assertThat(conversation.excess()).hasValue("conversation over maxBodyBytes");
    }

    @Test
    void theLimitHoldsForTheBytesOfTexts() {
        conversation.text(false, "\u20ac".repeat(34), true);

        assertThatExceptionOfType(Framing.TooLargeException.class)
                .isThrownBy(conversation::soFar)
                .withMessage("conversation over maxBodyBytes");
    }

    @Test
    void aConversationOverTheLimitIsNoneFromThenOn() {
        conversation.text(false, "hello", true);
        conversation.binary(true, ByteBuffer.allocate(LIMIT), true);
        boolean added = conversation.text(false, "", true);

        assertThat(added).isFalse();
        assertThatExceptionOfType(Framing.TooLargeException.class).isThrownBy(conversation::soFar);
    }

    @Test
    void theNumberOfMessagesHasALimitOfItsOwn() {
        int taken = 0;
        while (conversation.text(false, "", true)) {
            taken++;
        }

        assertThat(taken).isEqualTo(100_000);
        assertThat(conversation.excess()).hasValue("conversation over 100,000 messages");
    }
}
