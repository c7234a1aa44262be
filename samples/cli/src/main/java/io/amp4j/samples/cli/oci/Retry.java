package io.amp4j.samples.cli.oci;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to ask a busy registry again.
 *
 * @param attempts how many times to ask in all
 * @param first the wait before the second attempt; each later one is twice as long
 * @param longest no wait is longer, and a registry that asks for a longer one is not asked again
 */
record Retry(int attempts, Duration first, Duration longest) {
    static final Retry DEFAULT = new Retry(4, Duration.ofMillis(500), Duration.ofSeconds(30));

    /** Returns whether an answer can be better the next time. */
    static boolean isWorthwhile(int status) {
        return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
    }

    /**
     * Returns how long to wait, or empty when it is time to give up.
     *
     * @param done how many attempts there were, at least 1
     * @param retryAfter the registry's wish: seconds or a date
     */
    Optional<Duration> next(int done, @Nullable String retryAfter, Instant now, RandomGenerator random) {
        if (done >= attempts) {
            return Optional.empty();
        }
        Optional<Duration> wish = wish(retryAfter, now);
        if (wish.isPresent()) {
            return wish.filter(delay -> delay.compareTo(longest) <= 0);
        }
        Duration grown = first.multipliedBy(1L << Math.min(done - 1, 16));
        long most = (grown.compareTo(longest) < 0 ? grown : longest).toMillis();
        // Between half and all of it, so that parallel requests do not come back together.
        return Optional.of(Duration.ofMillis(most - random.nextLong(most / 2 + 1)));
    }

    /** Returns the wish of a {@code Retry-After} header; one that says nothing is none. */
    static Optional<Duration> wish(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return Optional.empty();
        }
        String text = retryAfter.trim();
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
