package io.vcr.benchmarks.suite;

import io.vcr.benchmarks.work.CannedChat;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Tests that call an API through OkHttp. Subclasses differ in the source of the responses. */
public abstract class ChatTests {

    public static final int MANY = 60;

    abstract ChatClient client();

    @Test
    void one() throws IOException {
        ask(0);
    }

    @RepeatedTest(MANY)
    void many(RepetitionInfo repetition) throws IOException {
        ask(repetition.getCurrentRepetition());
        ask(MANY + repetition.getCurrentRepetition());
    }

    boolean isRight(byte[] answer) {
        return Arrays.equals(answer, CannedChat.answer());
    }

    private void ask(int number) throws IOException {
        if (!isRight(client().ask(ChatText.requestBytes(number)))) {
            throw new AssertionError("a wrong answer");
        }
    }
}
