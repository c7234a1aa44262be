package program;

import io.amp4j.spring.boot.RemotelyConfigured;
import org.springframework.boot.context.properties.ConfigurationProperties;

@RemotelyConfigured
@ConfigurationProperties("shop")
public class ShopProperties {
    private volatile int limit = 3;

    public int getLimit() {
        return limit;
    }

    public void setLimit(int limit) {
        this.limit = limit;
    }
}
