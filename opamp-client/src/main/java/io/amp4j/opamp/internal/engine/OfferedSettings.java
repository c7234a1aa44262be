package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.internal.session.SettingsQuestion;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.time.Instant;
import java.util.List;

/**
 * Checks and converts connection settings that the server offers. May take some hundred milliseconds, except for targets that were made
 * before.
 */
public interface OfferedSettings {

    /**
     * Returns the target of an agent with these settings.
     *
     * @throws io.amp4j.opamp.OpampException if they cannot be used; the message says everything that is wrong and holds no secret
     */
    ConnectionTarget target(ConnectionSettings settings);

    /** Returns all reasons why OpAMP settings that an earlier process accepted must not be used any more; empty if they may be. */
    List<String> problemsOfStored(ConnectionSettings stored);

    /** Returns all reasons why an offer is refused without a call of the user's callbacks; empty if there is none. */
    List<String> problems(SettingsQuestion offered, Instant now);
}
