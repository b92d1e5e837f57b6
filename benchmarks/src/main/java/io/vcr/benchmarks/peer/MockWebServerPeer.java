package io.vcr.benchmarks.peer;

import io.vcr.benchmarks.work.CanonicalBody;
import io.vcr.benchmarks.work.ChatClient;
import io.vcr.benchmarks.work.ChatText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ServerSocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.mockwebserver.Dispatcher;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;

/** MockWebServer with a dispatcher that looks up the canonical JSON in a map, because it compares nothing itself. */
final class MockWebServerPeer implements Peer {

    private final MockWebServer server = new MockWebServer();
    private final Map<String, String> answers = new HashMap<>();
    private final ChatClient client;

    MockWebServerPeer(int episodes) throws IOException {
        Logger.getLogger(MockWebServer.class.getName()).setLevel(Level.WARNING);
        for (int i = 0; i < episodes; i++) {
            answers.put(CanonicalBody.of(ChatText.requestBytes(i)), ChatText.response(i));
        }
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                try {
                    String answer =
                            answers.get(CanonicalBody.of(request.getBody().readByteArray()));
                    return answer == null
                            ? new MockResponse().setResponseCode(404)
                            : new MockResponse()
                                    .setHeader("Content-Type", ChatText.JSON)
                                    .setBody(answer);
                } catch (IOException e) {
                    return new MockResponse().setResponseCode(400);
                }
            }
        });
        server.setServerSocketFactory(new NoDelay());
        server.start();
        client = new ChatClient(
                new OkHttpClient(), server.url("/v1/chat/completions").toString());
    }

    /**
     * It writes head and body separately; without this option the body waits 40 ms for the acknowledgement of the
     * client.
     */
    private static final class NoDelay extends ServerSocketFactory {

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = super.accept();
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return createServerSocket(port, 0, InetAddress.getLoopbackAddress());
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            ServerSocket socket = createServerSocket();
            socket.bind(new InetSocketAddress(address, port), backlog);
            return socket;
        }
    }

    @Override
    public byte[] ask(byte[] body) throws IOException {
        byte[] answer = client.ask(body);
        forgetRequest();
        return answer;
    }

    /** Removes the request, because MockWebServer keeps all requests until they are taken. */
    private void forgetRequest() throws IOException {
        try {
            server.takeRequest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
