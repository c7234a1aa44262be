package io.amp4j.otel.internal.setup;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An entry of {@code NO_PROXY} such as {@code 10.0.0.0/8}. IPv4 only; no name is resolved. */
final class NetworkRange {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})/(\\d{1,2})");
    private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

    private NetworkRange() {}

    /** Returns whether the range covers the host, or nothing when {@code entry} is no range. */
    static Optional<Boolean> covers(String entry, String host) {
        Matcher range = RANGE.matcher(entry);
        if (!range.matches() || Integer.parseInt(range.group(2)) > 32) {
            return Optional.empty();
        }
        Matcher address = ADDRESS.matcher(host);
        if (!address.matches()) {
            return Optional.of(false);
        }
        Matcher start = ADDRESS.matcher(range.group(1));
        int bits = Integer.parseInt(range.group(2));
        long mask = bits == 0 ? 0 : -1L << (32 - bits);
        return Optional.of(start.matches() && (number(start) & mask) == (number(address) & mask));
    }

    private static long number(Matcher address) {
        long number = 0;
        for (int part = 1; part <= 4; part++) {
            number = number << 8 | Integer.parseInt(address.group(part));
        }
        return number;
    }
}
