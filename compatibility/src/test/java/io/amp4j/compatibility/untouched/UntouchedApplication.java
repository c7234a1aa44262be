package io.amp4j.compatibility.untouched;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An application that has never heard of OpenTelemetry, AMP or OpAMP: it makes one request, and ends when a line comes in. */
public final class UntouchedApplication {
    private UntouchedApplication() {}

    /** Asks the address in the argument. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0])).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println("answer: " + answer.statusCode());
        int unused = System.in.read();
        System.out.println("application: done");
    }
}
