package io.amp4j.opamp.transport.testing;

import io.amp4j.opamp.transport.Transport;

class JdkHttpTransportTest extends HttpTransportContract {

    @Override
    protected Transport createTransport() {
        return new JdkHttpTransport();
    }
}
