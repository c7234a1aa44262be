package io.amp4j.opamp.testing;

/** Shows texts as the fake server does, whose own way is hidden. */
public final class TextsOfTheTestServer {
    private TextsOfTheTestServer() {}

    /** Returns the text as the fake server shows it. */
    public static String shown(String text) {
        return Printable.text(text);
    }
}
