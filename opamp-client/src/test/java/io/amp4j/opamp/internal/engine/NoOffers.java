package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.internal.session.SettingsQuestion;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.time.Instant;
import java.util.List;

/** For agents that are offered no connection settings. */
record NoOffers(ConnectionTarget target) implements OfferedSettings {
    @Override
    public ConnectionTarget target(ConnectionSettings settings) {
        return target;
    }

    @Override
    public List<String> problemsOfStored(ConnectionSettings stored) {
        return List.of();
    }

    @Override
    public List<String> problems(SettingsQuestion offered, Instant now) {
        return List.of("no settings are taken here");
    }
}
