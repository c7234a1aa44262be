package io.amp4j.opamp;

import static java.util.Objects.requireNonNull;

import io.amp4j.opamp.internal.text.Printable;
import io.amp4j.opamp.internal.threads.TracingSuppression;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Ready-made probes.
 *
 * @since 0.1.0
 */
@Experimental(Experimental.Stage.BETA)
public final class HealthProbes {
    private static final int LARGEST = 500;

    private HealthProbes() {}

    /**
     * Returns a probe that sends {@code GET} and treats any status from 200 to 299 as healthy. Redirects are not followed. The
     * OpenTelemetry Java agent does not trace it.
     *
     * @param uri an absolute http or https URL
     * @param timeout the timeout of the connection, and again of each wait for data of the answer; at most 1 min
     * @throws IllegalArgumentException if an argument is not like this
     */
    public static HealthProbe http(URI uri, Duration timeout) {
        requireNonNull(uri, "uri");
        requireNonNull(timeout, "timeout");
        boolean isHttp = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!isHttp || uri.getHost() == null) {
            throw new IllegalArgumentException("uri must be an absolute http or https URL with a host");
        }
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("timeout must be positive and at most 1 min: " + timeout);
        }
        int millis = Math.max(1, (int) timeout.toMillis());
        String shown = "the health endpoint on " + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        return () -> {
            HealthProbe.Answer[] answer = {HealthProbe.Answer.unhealthy(shown + " was not asked")};
            TracingSuppression.run(() -> answer[0] = ask(uri, millis, shown));
            return answer[0];
        };
    }

    private static HealthProbe.Answer ask(URI uri, int millis, String shown) {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            int status = connection.getResponseCode();
            return status >= 200 && status < 300
                    ? HealthProbe.Answer.healthy()
                    : HealthProbe.Answer.unhealthy(shown + " answers with HTTP " + status);
        } catch (IOException e) {
            return HealthProbe.Answer.unhealthy(
                    shown + " cannot be asked: " + Printable.text(String.valueOf(e.getMessage()), LARGEST));
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }
}
