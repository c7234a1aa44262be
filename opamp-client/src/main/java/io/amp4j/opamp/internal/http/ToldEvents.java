package io.amp4j.opamp.internal.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.List;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Passes the events of a call to another listener, for all events of OkHttp 4.12, which cannot combine listeners itself. */
class ToldEvents extends EventListener {
    private volatile EventListener other = EventListener.NONE;

    void alsoTo(EventListener listener) {
        other = listener;
    }

    @Override
    public void callStart(Call call) {
        other.callStart(call);
    }

    @Override
    public void proxySelectStart(Call call, HttpUrl url) {
        other.proxySelectStart(call, url);
    }

    @Override
    public void proxySelectEnd(Call call, HttpUrl url, List<Proxy> proxies) {
        other.proxySelectEnd(call, url, proxies);
    }

    @Override
    public void dnsStart(Call call, String name) {
        other.dnsStart(call, name);
    }

    @Override
    public void dnsEnd(Call call, String name, List<InetAddress> addresses) {
        other.dnsEnd(call, name, addresses);
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        other.connectStart(call, address, proxy);
    }

    @Override
    public void secureConnectStart(Call call) {
        other.secureConnectStart(call);
    }

    @Override
    public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
        other.secureConnectEnd(call, handshake);
    }

    @Override
    public void connectEnd(Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
        other.connectEnd(call, address, proxy, protocol);
    }

    @Override
    public void connectFailed(
            Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol, IOException e) {
        other.connectFailed(call, address, proxy, protocol, e);
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        other.connectionAcquired(call, connection);
    }

    @Override
    public void connectionReleased(Call call, Connection connection) {
        other.connectionReleased(call, connection);
    }

    @Override
    public void requestHeadersStart(Call call) {
        other.requestHeadersStart(call);
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
        other.requestHeadersEnd(call, request);
    }

    @Override
    public void requestBodyStart(Call call) {
        other.requestBodyStart(call);
    }

    @Override
    public void requestBodyEnd(Call call, long bytes) {
        other.requestBodyEnd(call, bytes);
    }

    @Override
    public void requestFailed(Call call, IOException e) {
        other.requestFailed(call, e);
    }

    @Override
    public void responseHeadersStart(Call call) {
        other.responseHeadersStart(call);
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        other.responseHeadersEnd(call, response);
    }

    @Override
    public void responseBodyStart(Call call) {
        other.responseBodyStart(call);
    }

    @Override
    public void responseBodyEnd(Call call, long bytes) {
        other.responseBodyEnd(call, bytes);
    }

    @Override
    public void responseFailed(Call call, IOException e) {
        other.responseFailed(call, e);
    }

    @Override
    public void callEnd(Call call) {
        other.callEnd(call);
    }

    @Override
    public void callFailed(Call call, IOException e) {
        other.callFailed(call, e);
    }

    @Override
    public void canceled(Call call) {
        other.canceled(call);
    }
}
