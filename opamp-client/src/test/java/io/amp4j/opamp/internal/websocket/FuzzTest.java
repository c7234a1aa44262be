package io.amp4j.opamp.internal.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.amp4j.opamp.conformance.Requirement;
import io.amp4j.opamp.internal.http.BoundedBody;
import io.amp4j.opamp.internal.http.HttpClients;
import io.amp4j.opamp.internal.http.HttpExchange;
import io.amp4j.opamp.transport.ConnectionTarget;
import io.amp4j.opamp.transport.TransportFailure;
import io.amp4j.opamp.transport.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/**
 * Mutated and random bytes of a server on both transports, through everything that reads them: frames, inflating, HTTP, decoding, the
 * session. Nothing escapes, what is no message changes nothing, nothing grows. {@code -Dfuzz.cases=N} makes N cases instead of a million in all
 * fuzzers of the project together, a tenth of them here, and {@code -Dfuzz.first=N} others; what fails tells how to repeat it.
 */
class FuzzTest {
    private static final int CASES = Integer.getInteger("fuzz.cases", 1_000_000) / 10;
    private static final long FIRST = Long.getLong("fuzz.first", 1);

    /** How many cases one session lives through. */
    private static final int LIFE = 500;

    private static final int LIMIT = 8192;
    /** In one life: what it needs is 30 MB, and as much again for the classes that the first one loads. */
    private static final long MOST_ALLOCATED = 256 << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final DeflateTerms KEEPING = new DeflateTerms(true);
    private static final DeflateTerms FORGETTING = new DeflateTerms(false);

    private interface Life {
        int run(SplittableRandom random, int cases) throws Exception;
    }

    /** Runs lives until there were that many cases, one at least: that is how a seed that failed is repeated. */
    private static void run(String test, int cases, Life life) {
        int understood = 0;
        int lives = Math.max(1, (cases + LIFE - 1) / LIFE);
        for (long seed = FIRST; seed < FIRST + lives; seed++) {
            try {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                understood += life.run(new SplittableRandom(seed), LIFE);
                long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
                if (allocated > MOST_ALLOCATED) {
                    throw new AssertionError(allocated + " bytes of memory");
                }
            } catch (Throwable e) {
                throw new AssertionError(
                        "seed " + seed + ": " + e + "\nrepeat it by: ./mvnw -pl opamp-client -am test"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=FuzzTest#" + test + " -Dfuzz.first="
                                + seed + " -Dfuzz.cases=1",
                        e);
            }
        }
        // Else this would only test how garbage is turned away.
        assertThat(understood).isBetween(lives * LIFE / 10, lives * LIFE * 9 / 10);
    }

    @Test
    @Requirement({"R-108", "R-406"})
    void survivesAnyBytesOnAWebSocket() {
        run("survivesAnyBytesOnAWebSocket", CASES / 2, FuzzTest::webSocketLife);
    }

    @Test
    @Requirement({"R-108", "R-406"})
    void survivesAnyBodyOfAnHttpAnswer() {
        run("survivesAnyBodyOfAnHttpAnswer", CASES * 19 / 40, FuzzTest::httpLife);
    }

    @Test
    @Requirement("R-108")
    void survivesAnyHttpAnswer() throws Exception {
        try (FuzzedHttpServer server = new FuzzedHttpServer()) {
            run("survivesAnyHttpAnswer", CASES / 40, (random, cases) -> exchangeLife(server, random, cases));
        }
    }

    @Test
    void holdsNoMoreAfterManyMessagesThanAfterFew() throws Exception {
        // In one life each; the sessions are still alive when they are measured.
        FuzzedSession http = new FuzzedSession(true, new SplittableRandom(1));
        FuzzedSession webSocket = new FuzzedSession(false, new SplittableRandom(2));
        httpCases(http, new SplittableRandom(3), 1_000);
        webSocketCases(webSocket, new SplittableRandom(4), 1_000);
        long before = usedHeap();
        httpCases(http, new SplittableRandom(5), 5_000);
        webSocketCases(webSocket, new SplittableRandom(6), 5_000);
        assertThat(usedHeap() - before).isLessThan(2_000_000);
        assertThat(http.understood() + webSocket.understood()).isGreaterThan(2_000);
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void mustFit(int size) {
        if (size > LIMIT) {
            throw new AssertionError(size + " bytes, above the limit");
        }
    }

    // ---- WebSocket

    private static int webSocketLife(SplittableRandom random, int cases) throws IOException {
        FuzzedSession session = new FuzzedSession(false, random);
        webSocketCases(session, random, cases);
        return session.understood();
    }

    private static void webSocketCases(FuzzedSession session, SplittableRandom random, int cases) throws IOException {
        FuzzedMessages messages = new FuzzedMessages(random, 24);
        for (int i = 0; i < cases; i++) {
            session.makeReady();
            DeflateTerms terms = random.nextInt(3) == 0 ? null : random.nextBoolean() ? KEEPING : FORGETTING;
            byte[] wire = conversation(session, messages, random, terms != null);
            if (random.nextInt(4) == 0) {
                wire = messages.damaged(wire);
            }
            hear(session, wire, terms);
        }
    }

    private static byte[] conversation(
            FuzzedSession session, FuzzedMessages messages, SplittableRandom random, boolean deflates) {
        byte[] uid = session.uid().toBytes().toByteArray();
        byte[] header = random.nextInt(12) == 0 ? messages.bytes(random.nextInt(3)) : new byte[1];
        byte[] message = Wire.concat(header, messages.next(uid));
        boolean compressed = deflates && random.nextBoolean();
        byte[] payload = compressed ? Wire.deflate(message) : message;
        int first = (random.nextInt(30) == 0 ? Wire.TEXT : Wire.BINARY) | (compressed ? 0x40 : 0);
        byte[] wire = new byte[0];
        int at = 0;
        while (random.nextInt(5) == 0) {
            int next = at + random.nextInt(payload.length - at + 1);
            wire = Wire.concat(wire, Wire.frame(first, Arrays.copyOfRange(payload, at, next)));
            if (random.nextBoolean()) {
                wire = Wire.concat(wire, Wire.frame(0x80 | Wire.PING, messages.bytes(random.nextInt(126))));
            }
            first = 0;
            at = next;
        }
        wire = Wire.concat(wire, Wire.frame(0x80 | first, Arrays.copyOfRange(payload, at, payload.length)));
        if (random.nextInt(10) == 0) {
            byte[] close = {3, (byte) (0xe8 + random.nextInt(20))};
            wire = Wire.concat(wire, Wire.frame(0x80 | Wire.CLOSE, random.nextBoolean() ? close : messages.bytes(20)));
        }
        return wire;
    }

    /** Reads as the reader of a connection does. That the bytes end means nothing: the next case goes on. */
    private static void hear(FuzzedSession session, byte[] wire, @org.jspecify.annotations.Nullable DeflateTerms terms)
            throws IOException {
        FrameReader.Handler handler = new FrameReader.Handler() {
            @Override
            public void onBinary(byte[] bytes, int size) {
                mustFit(size);
                String problem = OpampFraming.problem(bytes, size);
                if (problem != null) {
                    session.malformed(problem, 0);
                } else {
                    session.received(Arrays.copyOfRange(bytes, OpampFraming.headerLength(bytes), size));
                }
                session.makeReady();
            }

            @Override
            public void onPing(byte[] payload) {
                mustFit(payload.length);
            }

            @Override
            public void onClose(int code, String reason) {
                session.closed(code, reason);
            }
        };
        try (FrameReader reader = new FrameReader(new Buffer().write(wire), LIMIT, terms, handler)) {
            while (reader.readFrame()) {
                // Everything happens in the handler.
            }
        } catch (WebSocketException e) {
            session.failed(e.failure());
        } catch (EOFException e) {
            // See above.
        }
    }

    // ---- HTTP

    private static int httpLife(SplittableRandom random, int cases) {
        FuzzedSession session = new FuzzedSession(true, random);
        httpCases(session, random, cases);
        return session.understood();
    }

    private static void httpCases(FuzzedSession session, SplittableRandom random, int cases) {
        FuzzedMessages messages = new FuzzedMessages(random, 24);
        Request request = new Request.Builder().url("http://127.0.0.1:1/").build();
        for (int i = 0; i < cases; i++) {
            session.makeReady();
            FuzzedAnswer answer = FuzzedAnswer.next(session.uid().toBytes().toByteArray(), messages, random);
            Response.Builder response = new Response.Builder()
                    .request(request)
                    .protocol(Protocol.HTTP_1_1)
                    .code(random.nextInt(20) == 0 ? 204 : 200)
                    .message("")
                    .body(ResponseBody.create(answer.body(), null));
            if (answer.encoding() != null) {
                response.header("Content-Encoding", answer.encoding());
            }
            try {
                byte[] body = BoundedBody.read(response.build(), LIMIT);
                mustFit(body.length);
                session.received(body);
            } catch (IOException e) {
                session.failed(TransportFailure.of(TransportFailure.Kind.MALFORMED, "" + e.getMessage(), e));
            }
        }
    }

    /** The whole way: real exchanges over real sockets. */
    private static int exchangeLife(FuzzedHttpServer server, SplittableRandom random, int cases) {
        FuzzedMessages messages = new FuzzedMessages(random, 24);
        FuzzedSession session = new FuzzedSession(true, random);
        ConnectionTarget target = server.target(LIMIT);
        HttpClients clients = new HttpClients(null, 5, java.time.Duration.ofMinutes(1));
        try {
            for (int i = 0; i < cases; i++) {
                session.makeReady();
                byte[] uid = session.uid().toBytes().toByteArray();
                server.answerWith(FuzzedAnswer.next(uid, messages, random).raw(messages, random));
                int[] outcomes = new int[1];
                new HttpExchange(
                                clients,
                                target,
                                () -> clients.route(target),
                                new byte[] {1},
                                session.uid().toString())
                        .run(
                                body -> {
                                    outcomes[0]++;
                                    mustFit(body.length);
                                    session.received(body);
                                },
                                failure -> {
                                    outcomes[0]++;
                                    session.failed(failure);
                                });
                if (outcomes[0] != 1) {
                    throw new AssertionError(outcomes[0] + " outcomes of one exchange");
                }
            }
        } finally {
            clients.close();
        }
        return session.understood();
    }
}
