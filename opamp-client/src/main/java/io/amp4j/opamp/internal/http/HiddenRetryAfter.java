package io.amp4j.opamp.internal.http;

import java.io.IOException;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Hides {@code Retry-After} from the HTTP library, which would repeat a request at once on 0, and fails on a number that does not fit an
 * {@code int}.
 */
final class HiddenRetryAfter implements Interceptor {
    private static final String SHOWN = "Retry-After";
    private static final String HIDDEN = "X-Amp4j-Retry-After";

    /** Returns the header that the server sent, or null. */
    static @Nullable String of(Response response) {
        return response.header(HIDDEN);
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String value = response.header(SHOWN);
        Headers.Builder hidden =
                response.headers().newBuilder().removeAll(SHOWN).removeAll(HIDDEN);
        if (value != null) {
            // Unchecked, because a server can send values that the library would refuse.
            hidden.addUnsafeNonAscii(HIDDEN, value);
        }
        return response.newBuilder().headers(hidden.build()).build();
    }
}
