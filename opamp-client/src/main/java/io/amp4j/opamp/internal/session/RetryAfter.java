package io.amp4j.opamp.internal.session;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Parses the {@code Retry-After} header of HTTP: seconds, or a date in one of HTTP's three formats. */
final class RetryAfter {

    /** A limit far above any real delay, applied first so that nothing overflows. */
    private static final long MAX_SECONDS = Duration.ofDays(3650).toSeconds();

    private RetryAfter() {}

    /**
     * Returns how long to wait from {@code wallTime} on, or empty if the text has neither form, or is zero, negative or in the past, and so
     * is not a hint.
     */
    static Optional<Duration> parse(String text, Instant wallTime) {
        String value = text.strip();
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> wait = isDigits(value) ? seconds(value) : date(value, wallTime);
        return wait.filter(duration -> !duration.isNegative() && !duration.isZero());
    }

    private static boolean isDigits(String value) {
        return value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<Duration> seconds(String digits) {
        // 19 digits may exceed a long; all such values are limited anyway.
        long seconds = digits.length() > 15 ? MAX_SECONDS : Math.min(Long.parseLong(digits), MAX_SECONDS);
        return Optional.of(Duration.ofSeconds(seconds));
    }

    private static Optional<Duration> date(String value, Instant wallTime) {
        for (DateTimeFormatter form : forms(wallTime)) {
            try {
                Instant at = LocalDateTime.parse(value, form).toInstant(ZoneOffset.UTC);
                Duration wait = Duration.between(wallTime, at);
                return Optional.of(wait.toSeconds() > MAX_SECONDS ? Duration.ofSeconds(MAX_SECONDS) : wait);
            } catch (DateTimeException notThisForm) {
                // Tries the next format.
            }
        }
        return Optional.empty();
    }

    private static List<DateTimeFormatter> forms(Instant wallTime) {
        // A two-digit year more than 50 years ahead means the past (RFC 9110, 5.6.7).
        int base = wallTime.atOffset(ZoneOffset.UTC).getYear() - 49;
        DateTimeFormatter rfc850 = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, base)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
        return List.of(Fixed.IMF, rfc850, Fixed.ASCTIME);
    }

    private static final class Fixed {
        static final DateTimeFormatter IMF = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
        static final DateTimeFormatter ASCTIME = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern("EEE MMM ppd HH:mm:ss uuuu")
                .toFormatter(Locale.ENGLISH);
    }
}
