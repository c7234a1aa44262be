package io.amp4j.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedKeysTest {
    private final AllowedKeys keys = AllowedKeys.under(List.of("checkout", "my-shop.limits"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkout",
                "checkout.limit",
                "Checkout.limit",
                "checkout[0].name",
                "check-out.limit",
                "my-shop.limits.max",
                "myShop.limits[a.b]",
                "my_shop.limits"
            })
    void allowsWhatIsAtOrBelowAPrefixHoweverItIsWritten(String key) {
        assertThat(keys.allow(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkouts.limit",
                "checkoutlimit",
                "my-shop",
                "my-shop.limit",
                "my-shop[limits]",
                "other.checkout.limit",
                "[checkout].limit",
                "amp.opamp.endpoint",
                "spring.datasource.url",
                ".checkout",
                ""
            })
    void allowsNothingElse(String key) {
        assertThat(keys.allow(key)).isFalse();
    }

    @Test
    void allowsNothingWithoutPrefixes() {
        assertThat(AllowedKeys.under(List.of()).isEmpty()).isTrue();
        assertThat(AllowedKeys.under(List.of()).allow("checkout")).isFalse();
    }

    @Test
    void namesEveryPrefixThatIsNone() {
        assertThatThrownBy(() -> AllowedKeys.under(List.of("", "*", "checkout.", "amp", "A-M_P.opamp", "fine")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'' is no prefix of properties such as 'checkout' or 'checkout.limits';"
                        + " '*' is no prefix of properties such as 'checkout' or 'checkout.limits';"
                        + " 'checkout.' is no prefix of properties such as 'checkout' or 'checkout.limits';"
                        + " 'amp' would let the server change what it may change; 'amp' is never remote;"
                        + " 'A-M_P.opamp' would let the server change what it may change; 'amp' is never remote");
    }
}
