package io.amp4j.opamp.internal.proxy;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import javax.net.SocketFactory;

/** Creates unconnected TCP sockets. */
public interface PlainSockets {

    /** Sockets of the JVM that bypass any proxy of the JVM. */
    PlainSockets DIRECT = () -> new Socket(Proxy.NO_PROXY);

    /** Returns a new socket. */
    Socket create() throws IOException;

    /** Returns the sockets of a factory; the JVM's default factory means {@link #DIRECT}. */
    static PlainSockets of(SocketFactory factory) {
        return factory == SocketFactory.getDefault() ? DIRECT : factory::createSocket;
    }
}
