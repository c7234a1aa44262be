package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.internal.session.SettingsQuestion;
import io.amp4j.opamp.transport.ConnectionTarget;
import java.time.Instant;
import java.util.List;

/** What is made of connection settings that the server offers. May take some hundred milliseconds, but for targets that were made before. */
public interface OfferedSettings {

    /**
     * Returns where an agent connects to with these settings.
     *
     * @throws io.amp4j.opamp.OpampException if they cannot be used; the message says all that is wrong and holds no secret
     */
    ConnectionTarget target(ConnectionSettings settings);

    /** Returns why settings of OpAMP that an earlier process accepted must not be used any more: all of it, or nothing. */
    List<String> problemsOfStored(ConnectionSettings stored);

    /** Returns why an offer is not to be shown to the user, all of it. */
    List<String> problems(SettingsQuestion offered, Instant now);
}
