package io.amp4j.opamp.transport;

/** Writes {@code docs/websocket-conformance.md}. */
final class AutobahnDocument {

    private static final String BEFORE = """
            # WebSocket conformance of opamp-client

            The client frames WebSocket messages itself ([why](decisions/0001-websocket-on-the-upgraded-stream.md)). These are the 517 cases of the
            [Autobahn test suite](https://github.com/crossbario/autobahn-testsuite) 0.8 for clients, under its numbers, and what the client does in each.
            `AutobahnCasesTest` in `opamp-client` plays every one that applies over a socket, in each build, and fails if this table is out of date;
            `-Dconformance.update=true` writes it anew. What the suite expects was read there; the suite itself does not run in the build.

            As in the suite, the program behind the client sends each message back. Two things differ, because of OpAMP:

            - OpAMP has binary messages alone, which begin with a header of one byte. What the suite does with text to try the framing is done with such
              messages. Text itself is refused with 1003 at the head of its first frame, so nothing of it is held, or decoded.
            - UTF-8 is left in one place, the reason of a Close frame. The sequences of 6.5 to 6.23 are played as such reasons too.

            Shorter than in the suite: 12 and 13 send 5 messages in each case, of generated text and pictures, in place of 1,000 of works and photographs; and
            of 9.7 one text is enough.

            A server that breaks a rule gets a Close frame with the code below, the listener hears of a failure, and the client connects anew later.

            | cases | the server sends | the client |
            |---|---|---|
            """;

    private static final String AFTER = """

            Beside the suite: frames that the server masks, lengths that are not written in the shortest way or are negative, and messages above the limit, in one
            frame, in fragments and compressed, are in `WebSocketCloseTest`; answers to the upgrade that are not as they should be in
            `WebSocketTransportTest` and `DeflateTermsTest`; the frames that the client writes, masked, with lengths of all three kinds, in
            `WebSocketTransportTest`; damaged input in `FrameReaderTest` and `FuzzTest`.
            """;

    private AutobahnDocument() {}

    static String write() {
        StringBuilder text = new StringBuilder(BEFORE);
        for (AutobahnCases.Group group : AutobahnCases.GROUPS) {
            String numbers =
                    group.number() + ".1" + (group.count() == 1 ? "" : " to " + group.number() + "." + group.count());
            text.append("| ")
                    .append(numbers)
                    .append(" | ")
                    .append(group.server())
                    .append(" | ")
                    .append(group.client())
                    .append(" |\n");
        }
        return text.append(AFTER).toString();
    }
}
