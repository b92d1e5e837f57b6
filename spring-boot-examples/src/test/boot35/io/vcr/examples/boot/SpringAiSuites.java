package io.vcr.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.junit5.UseCassette;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;

/** Tests of an application that uses Spring AI 1 through its starter. */
interface SpringAiSuites {

    @SpringBootTest(classes = OnlyAi.class, properties = "spring.ai.model.chat=openai")
    @UseCassette
    class ChatTest {

        @Autowired
        ChatModel model;

        @Test
        void answers() {
            assertThat(model.call("Hello!")).isEqualTo("Hello there");
        }

        @Test
        void streams() {
            assertThat(model.stream(new Prompt("Hello!"))
                            .mapNotNull(part -> part.getResult().getOutput().getText())
                            .collectList()
                            .block())
                    .containsExactly("Hello", " there");
        }
    }

    @EnableAutoConfiguration
    class OnlyAi {}
}
