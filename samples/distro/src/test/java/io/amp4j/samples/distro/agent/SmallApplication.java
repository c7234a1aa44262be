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
        answer(server, "/", 200);
        answer(server, "/pay", 200);
        answer(server, "/fail", 500);
        server.start();
        System.out.println("listening: " + server.getAddress().getPort());
        int unused = System.in.read();
        server.stop(0);
        System.out.println("application: done");
    }

    private static void answer(HttpServer server, String path, int status) {
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
    }
}
