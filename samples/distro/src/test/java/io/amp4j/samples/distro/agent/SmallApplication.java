package io.amp4j.samples.distro.agent;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An application that has never heard of OpenTelemetry or OpAMP: it answers requests until a line comes in. */
public final class SmallApplication {
    private SmallApplication() {}

    /** Says where it listens. */
    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        System.out.println("listening: " + server.getAddress().getPort());
        int unused = System.in.read();
        server.stop(0);
        System.out.println("application: done");
    }
}
