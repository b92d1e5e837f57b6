package io.vcr.examples.sdk;

import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** Converse of the AWS SDK's client that blocks. */
record Bedrock(BedrockRuntimeClient client) implements Sdk {

    @Override
    public Object sync(String question) {
        Message message = Message.builder()
                .role(ConversationRole.USER)
                .content(ContentBlock.fromText(question))
                .build();
        ConverseResponse response = client.converse(request ->
                request.modelId("anthropic.claude-sonnet-4-5-20250929-v1:0").messages(message));
        return withoutHeaders(response);
    }

    /** The SDK's results hold the headers of the response, and some of them belong to one exchange only. */
    private static ConverseResponse withoutHeaders(ConverseResponse response) {
        ConverseResponse.Builder copy = response.toBuilder();
        copy.responseMetadata(null).sdkHttpResponse(null);
        return copy.build();
    }

    @Override
    public void close() {
        client.close();
    }
}
