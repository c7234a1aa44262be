package program;

import io.amp4j.spring.boot.RemoteConfigurationAppliedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
class ShopListener {
    private final ShopProperties shop;

    ShopListener(ShopProperties shop) {
        this.shop = shop;
    }

    @EventListener
    void on(RemoteConfigurationAppliedEvent event) {
        System.out.println(event.changedKeys() + " changed; the limit is " + shop.getLimit());
    }
}
