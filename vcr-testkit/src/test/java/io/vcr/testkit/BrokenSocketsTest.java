package io.vcr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vcr.Capture;
import io.vcr.Decision;
import io.vcr.Decision.RefusedException;
import io.vcr.OpenSessions;
import io.vcr.Session;
import io.vcr.http.Body;
import io.vcr.http.Headers;
import io.vcr.http.HttpRequest;
import io.vcr.http.HttpResponse;
import io.vcr.http.Uri;
import io.vcr.spi.Episode.Close;
import io.vcr.spi.Episode.Message;
import io.vcr.testkit.SocketEvent.Closed;
import io.vcr.testkit.SocketEvent.Text;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters with one mistake each fail the rule that the mistake breaks, and no other. */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("io.vcr.OpenSessions")
class BrokenSocketsTest {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(ReplaysNoEmptyMessage.class, "S1"),
                Arguments.of(ForgetsTheSubprotocol.class, "S2"),
                Arguments.of(RecordsFragments.class, "S3"),
                Arguments.of(AnswersAtOnce.class, "S4"),
                Arguments.of(DoesNotWait.class, "S5"),
                Arguments.of(RecordsPings.class, "S6"),
                Arguments.of(ClosesNormally.class, "S7"),
                Arguments.of(AnswersWithItsOwnCode.class, "S8"),
                Arguments.of(TakesACutForTheEnd.class, "S9"),
                Arguments.of(DropsWhatIsCancelled.class, "S10"),
                Arguments.of(HidesTheBody.class, "S11"),
                Arguments.of(ClosesInsteadOfFailing.class, "S12"),
                Arguments.of(RefusesWith403.class, "S13"),
                Arguments.of(ConnectsBeforeReplay.class, "S14"),
                Arguments.of(HidesTheHeaders.class, "S15"),
                Arguments.of(RemembersTheFirstSession.class, "S16"),
                Arguments.of(SendsTheKey.class, "S17"),
                Arguments.of(HoldsAThread.class, "S18"));
    }

    @ParameterizedTest(name = "{0} breaks {1}")
    @MethodSource("mistakes")
    void aMistakeBreaksItsRuleAndNoOther(Class<?> contract, String rule) {
        assertThat(BrokenRules.of(contract)).containsExactly(rule);
    }

    @Test
    void everyRuleHasAMistake() {
        Set<String> rules = new TreeSet<>(
                BrokenRules.rules(BrokenRules.tests(SoundSocketsTest.class).finished()));

        assertThat(mistakes().map(mistake -> (String) mistake.get()[1])).containsExactlyInAnyOrderElementsOf(rules);
    }

    /** A contract over a broken adapter. */
    abstract static class Broken extends SocketContract {

        private final Function<Attachment, SoundSockets> adapter;

        Broken(Function<Attachment, SoundSockets> adapter) {
            this.adapter = adapter;
        }

        @Override
        protected SocketClient client(Attachment attachment) {
            return attachment instanceof Attachment.Bare ? new SoundSockets(attachment) : adapter.apply(attachment);
        }
    }

    static class ReplaysNoEmptyMessage extends Broken {
        ReplaysNoEmptyMessage() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                SocketEvent replayedMessage(Message message) {
                    return message.data().isEmpty() ? new Text(" ") : super.replayedMessage(message);
                }
            });
        }
    }

    static class ForgetsTheSubprotocol extends Broken {
        ForgetsTheSubprotocol() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                HttpResponse handshake(String subprotocol) {
                    return super.handshake("");
                }
            });
        }
    }

    /** Those of large messages, which the client breaks up itself, are joined. */
    static class RecordsFragments extends Broken {
        RecordsFragments() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                void received(Capture capture, String part, String whole, boolean last) {
                    if (whole.length() < 100) {
                        capture.message(false, part);
                    } else {
                        super.received(capture, part, whole, last);
                    }
                }
            });
        }
    }

    /** The first answer comes before its message. */
    static class AnswersAtOnce extends Broken {
        AnswersAtOnce() {
            super(attachment -> new SoundSockets(attachment) {

                private final Set<ReplayedSocket> answered = ConcurrentHashMap.newKeySet();

                @Override
                void begin(ReplayedSocket socket, Decision.Replay replay) {
                    super.begin(socket, replay);
                    Objects.requireNonNull(replay.episode().conversation()).messages().stream()
                            .dropWhile(message -> !message.sent())
                            .filter(message -> !message.sent())
                            .findFirst()
                            .ifPresent(socket::push);
                }

                @Override
                List<Message> answers(ReplayedSocket socket, Message sent) throws RefusedException {
                    List<Message> due = super.answers(socket, sent);
                    boolean isFirst = !due.isEmpty() && answered.add(socket);
                    return isFirst ? due.subList(1, due.size()) : due;
                }
            });
        }
    }

    static class DoesNotWait extends Broken {
        DoesNotWait() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                void deliver(Consumer<SocketEvent> events, SocketEvent event) {
                    Thread thread = new Thread(() -> events.accept(event));
                    thread.start();
                    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
                        Thread.yield();
                    }
                }
            });
        }
    }

    static class RecordsPings extends Broken {
        RecordsPings() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                void pinged(Capture capture, byte[] bytes) {
                    capture.message(false, bytes);
                }
            });
        }
    }

    static class ClosesNormally extends Broken {
        ClosesNormally() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                SocketEvent closed(Close close) {
                    return new Closed(1000, close.reason());
                }
            });
        }
    }

    static class AnswersWithItsOwnCode extends Broken {
        AnswersWithItsOwnCode() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                SocketEvent answerToClose(int code, String reason) {
                    return new Closed(1000, "");
                }
            });
        }
    }

    static class TakesACutForTheEnd extends Broken {
        TakesACutForTheEnd() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                void cut(Capture capture) {
                    capture.closing(false, 1000, "");
                    capture.end();
                }
            });
        }
    }

    static class DropsWhatIsCancelled extends Broken {
        DropsWhatIsCancelled() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                void cancelled(Capture capture) {
                    capture.fail("cancelled");
                }
            });
        }
    }

    static class HidesTheBody extends Broken {
        HidesTheBody() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                SocketEvent failure(Throwable failure, Capture capture) {
                    SocketEvent event = super.failure(failure, capture);
                    return event instanceof SocketEvent.Rejected rejected && capture != null
                            ? new SocketEvent.Rejected(rejected.status(), rejected.headers(), Body.EMPTY)
                            : event;
                }
            });
        }
    }

    static class ClosesInsteadOfFailing extends Broken {
        ClosesInsteadOfFailing() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                SocketEvent refusedMessage(RefusedException e) {
                    return new Closed(1000, "");
                }
            });
        }
    }

    static class RefusesWith403 extends Broken {
        RefusesWith403() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                ClientSocket refused(Decision.Refuse refuse, Consumer<SocketEvent> events) {
                    return super.refused(
                            refuse,
                            event -> events.accept(
                                    event instanceof SocketEvent.Rejected rejected
                                            ? new SocketEvent.Rejected(403, rejected.headers(), rejected.body())
                                            : event));
                }
            });
        }
    }

    static class ConnectsBeforeReplay extends Broken {
        ConnectsBeforeReplay() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                ClientSocket replayed(SocketRequest request, Decision.Replay replay, Consumer<SocketEvent> events)
                        throws IOException {
                    URI uri = URI.create(request.url());
                    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
                        // only a look
                    } catch (IOException e) {
                        // nobody there
                    }
                    return super.replayed(request, replay, events);
                }
            });
        }
    }

    static class HidesTheHeaders extends Broken {
        HidesTheHeaders() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                HttpRequest mapped(SocketRequest request) {
                    return new HttpRequest("GET", Uri.of(request.url()), Headers.EMPTY, Body.EMPTY);
                }
            });
        }
    }

    static class RemembersTheFirstSession extends Broken {

        RemembersTheFirstSession() {
            super(attachment -> new SoundSockets(attachment) {

                private Session first;

                @Override
                synchronized Session captured() {
                    if (first == null && attachment instanceof Attachment.Ambient) {
                        first = OpenSessions.bound().orElse(null);
                    }
                    return first;
                }
            });
        }
    }

    static class SendsTheKey extends Broken {
        SendsTheKey() {
            super(attachment -> new SoundSockets(attachment) {
                @Override
                Headers toSend(Headers headers) {
                    return headers;
                }
            });
        }
    }

    static class HoldsAThread extends Broken {
        HoldsAThread() {
            super(attachment -> new SoundSockets(attachment) {

                private final CountDownLatch closed = new CountDownLatch(1);

                @Override
                void begin(ReplayedSocket socket, Decision.Replay replay) {
                    Thread waiting = new Thread(() -> {
                        try {
                            closed.await();
                        } catch (InterruptedException e) {
                            // ends
                        }
                    });
                    waiting.start();
                    super.begin(socket, replay);
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            });
        }
    }
}
