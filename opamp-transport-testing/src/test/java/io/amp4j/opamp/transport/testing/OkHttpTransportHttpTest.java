package io.amp4j.opamp.transport.testing;

import io.amp4j.opamp.transport.OkHttpTransport;
import io.amp4j.opamp.transport.Transport;

class OkHttpTransportHttpTest extends HttpTransportContract {

    @Override
    protected Transport createTransport() {
        return OkHttpTransport.create();
    }
}
