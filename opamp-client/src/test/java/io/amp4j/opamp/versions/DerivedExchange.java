package io.amp4j.opamp.versions;

import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.OpampClientBuilder;
import io.amp4j.opamp.transport.OkHttpTransport;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;

/** The same with a transport that derives from a client of the program. */
public final class DerivedExchange extends Exchange {
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final OkHttpTransport transport = OkHttpTransport.builder()
            .client(new OkHttpClient.Builder()
                    .addInterceptor(chain -> {
                        seen.add("interceptor " + chain.request().method());
                        return chain.proceed(chain.request());
                    })
                    .eventListener(new EventListener() {
                        @Override
                        public void callEnd(Call call) {
                            seen.add("listener " + call.request().method());
                        }
                    })
                    .build())
            .build();

    @Override
    protected OpampClientBuilder builder(URI endpoint) {
        return OpampClient.builder(endpoint).transport(transport);
    }

    /** Connects, and fails unless the client of the program took part. */
    @Override
    public void accept(String endpoint) {
        super.accept(endpoint);
        String method = endpoint.startsWith("ws") ? "GET" : "POST";
        if (!seen.contains("interceptor " + method) || !seen.contains("listener " + method)) {
            throw new IllegalStateException("the client of the program saw " + seen);
        }
    }
}
