package io.amp4j.opamp.internal.codec;

/**
 * The maximum sizes of fields of a server's message that are stored, sent back or passed to the user. With only a limit on messages, one
 * answer could make the state, and every later report, as large as a message. {@code docs/opamp-connections.md} has this table.
 */
public enum FieldLimits {
    CONFIG_HASH("hash of a configuration", 1024, "bytes"),
    OFFER_HASH("hash of packages, of a package, of its file, of connection settings", 1024, "bytes"),
    PACKAGE_NAME("name of a package", 1024, "characters"),
    PACKAGE_VERSION("version of a package", 1024, "characters"),
    FILE_NAME("name of a configuration file", 4096, "characters"),
    CONTENT_TYPE("content type of a configuration file", 1024, "characters"),
    CUSTOM_CAPABILITIES("custom capabilities of the server", 1000, "names"),
    CUSTOM_CAPABILITY("name of a custom capability", 1024, "characters"),
    CUSTOM_TYPE("type of a custom message", 1024, "characters"),
    ERROR_TEXT("text of an error", 4096, "characters");

    /** This many fields cost little memory, and even a small message may need them. */
    private static final int FEWEST_FIELDS = 10_000;

    /** How many bytes a message may have for each of its fields; in memory one has about 200. */
    private static final int BYTES_PER_FIELD = 64;

    private final String what;
    private final int most;
    private final String unit;

    FieldLimits(String what, int most, String unit) {
        this.what = what;
        this.most = most;
        this.unit = unit;
    }

    /** Returns a description of the limited field. */
    public String what() {
        return what;
    }

    /** Returns the maximum size. */
    public int most() {
        return most;
    }

    /** Returns the unit of the size. */
    public String unit() {
        return unit;
    }

    /** Returns whether a field of that size is accepted. */
    public boolean allows(int size) {
        return size <= most;
    }

    /** Returns the message about a field that is too large, without its content. */
    public String exceededBy(int size) {
        return "the " + what + " has " + size + " " + unit + ", above the limit of " + most;
    }

    /** Returns how many fields a message may have if messages are limited to that many bytes. */
    public static int fields(int maxReceivedBytes) {
        return Math.max(FEWEST_FIELDS, Math.min(WireScan.MAX_FIELDS, maxReceivedBytes / BYTES_PER_FIELD));
    }

    /** Returns the text of an error, truncated if it is too long, with a mark at the end. */
    public static String cut(String text) {
        if (ERROR_TEXT.allows(text.length())) {
            return text;
        }
        String ending = "… (cut; it had " + text.length() + " characters)";
        int end = ERROR_TEXT.most - ending.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + ending;
    }
}
