package io.amp4j.opamp.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.amp4j.opamp.ConfigOutcome;
import io.amp4j.opamp.OpampCallbacks;
import io.amp4j.opamp.OpampClient;
import io.amp4j.opamp.RemoteConfig;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OverridesTest {

    private static class Restarting implements OpampCallbacks {
        @Override
        public void onRestart(OpampClient client) {}
    }

    private static final class RestartingBelow extends Restarting {}

    private interface Applying extends OpampCallbacks {
        @Override
        default ConfigOutcome onRemoteConfig(OpampClient client, RemoteConfig config) {
            return ConfigOutcome.applied();
        }
    }

    /** Methods of the same names that are others. */
    @SuppressWarnings("unused")
    static final class Others implements OpampCallbacks {
        public void onRestart() {}

        public ConfigOutcome onRemoteConfig(RemoteConfig config) {
            return ConfigOutcome.applied();
        }
    }

    private static List<String> written(OpampCallbacks callbacks) {
        return Stream.of(OpampCallbacks.class.getMethods())
                .map(Method::getName)
                .filter(name -> Overrides.has(callbacks, name))
                .toList();
    }

    @Test
    void areWhatAClassOrOneAboveItHasWritten() {
        assertThat(written(new OpampCallbacks() {})).isEmpty();
        assertThat(written(new Restarting())).containsExactly("onRestart");
        assertThat(written(new RestartingBelow())).containsExactly("onRestart");
        assertThat(written(new Applying() {})).containsExactly("onRemoteConfig");
    }

    @Test
    void areNotMethodsWithOtherParameters() {
        assertThat(written(new Others())).isEmpty();
    }

    @Test
    void areAllMethodsOfAProxy() {
        Object proxy = Proxy.newProxyInstance(
                OpampCallbacks.class.getClassLoader(),
                new Class<?>[] {OpampCallbacks.class},
                (self, method, arguments) -> null);

        assertThat(written((OpampCallbacks) proxy)).hasSize(OpampCallbacks.class.getMethods().length);
    }

    @Test
    void areAskedOnlyForCallbacksThatExist() {
        assertThatThrownBy(() -> Overrides.has(new OpampCallbacks() {}, "onSomething"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("onSomething");
    }
}
