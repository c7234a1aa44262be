package io.amp4j.otel.untouched;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An application that has never heard of OpenTelemetry or AMP: it makes some requests, one after the other, and ends. */
public final class UntouchedApplication {
    private UntouchedApplication() {}

    /** Asks the addresses in the arguments. */
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String address : arguments) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println("answer " + answer.statusCode());
        }
    }
}
