package io.amp4j.opamp.internal.engine;

import io.amp4j.opamp.ClientState;
import io.amp4j.opamp.ConnectionSettings;
import io.amp4j.opamp.ConnectionSettingsStatus;
import io.amp4j.opamp.OpampException;
import io.amp4j.opamp.StateStore;
import io.amp4j.opamp.StoredConnections;
import io.amp4j.opamp.internal.log.SafeLogger;
import io.amp4j.opamp.internal.session.Event;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads and saves the state of one agent, one after the other. Its methods may be called from any thread and do not wait. */
final class StoreWorker {

    private static final SafeLogger LOGGER = SafeLogger.of(StoreWorker.class);

    private final StateStore store;
    private final OfferedSettings offers;
    private final Consumer<Event> events;
    private final Lane lane;
    private final AtomicReference<@Nullable ClientState> unsaved = new AtomicReference<>();
    private volatile boolean isReadable = true;
    /** Used on the lane. */
    private boolean isSaved = true;

    /** Tells {@code events} of each save. */
    StoreWorker(StateStore store, OfferedSettings offers, Executor executor, Consumer<Event> events) {
        this.store = store;
        this.offers = offers;
        this.events = events;
        this.lane = new Lane(executor);
    }

    /** Hands over what is stored, or null if there is nothing that can be used. */
    void load(Consumer<@Nullable ClientState> loaded) {
        lane.execute(() -> loaded.accept(load()));
    }

    private @Nullable ClientState load() {
        try {
            ClientState stored = store.load().orElse(null);
            return stored == null ? null : stored.withConnections(usable(stored.connections()));
        } catch (Throwable e) {
            // Also an Error: the session does not begin before this has returned.
            LOGGER.warning("cannot read the state store; the agent runs without it, and saves nothing", e);
            isReadable = false;
            return null;
        }
    }

    /** Leaves out what the program does not allow any more, and makes the targets of the rest here, where it may take its time. */
    private StoredConnections usable(StoredConnections stored) {
        StoredConnections usable = stored;
        if (!isUsable(stored.current())) {
            // Without a status the same settings can be offered again.
            usable = usable.withCurrent(ConnectionSettings.NONE).withStatus(ConnectionSettingsStatus.UNSET);
        }
        if (!isUsable(stored.candidate().orElse(ConnectionSettings.NONE))) {
            usable = usable.withCandidate(null);
        }
        return usable;
    }

    private boolean isUsable(ConnectionSettings stored) {
        if (stored.equals(ConnectionSettings.NONE)) {
            return true;
        }
        List<String> problems;
        try {
            problems = offers.problemsOfStored(stored);
            if (problems.isEmpty()) {
                offers.target(stored);
                return true;
            }
        } catch (OpampException e) {
            problems = List.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.fine("stored connection settings could not be checked", e);
            problems = List.of("they could not be checked: " + e.getClass().getName());
        }
        LOGGER.warning("stored connection settings are not used any more: " + String.join("; ", problems));
        return false;
    }

    /** Saves a state. Only the newest is worth saving: several that wait become one. */
    void save(ClientState state) {
        if (unsaved.getAndSet(state) == null) {
            lane.execute(this::saveNewest);
        } else {
            lane.wake();
        }
    }

    private void saveNewest() {
        ClientState state = unsaved.getAndSet(null);
        if (state == null) {
            return;
        }
        if (!isReadable) {
            // What could not be read may hold more than this agent knows, such as credentials: it is not overwritten.
            isSaved = false;
            events.accept(new Event.Persisted(state, false));
            return;
        }
        boolean saved = false;
        try {
            store.save(state);
            saved = true;
        } catch (Throwable e) {
            // Also an Error: the session may wait for this to have returned.
            LOGGER.warning("cannot save the state; the agent continues, and the next change is saved again", e);
        }
        isSaved = saved;
        events.accept(new Event.Persisted(state, saved));
    }

    /** Returns, on the lane, whether the state that was to be saved last is saved. */
    boolean isSaved() {
        return isSaved;
    }

    /** Returns where tasks run after what was to be saved before them. */
    Lane lane() {
        return lane;
    }

    /** Closes the store once everything before is done. */
    void close() {
        lane.execute(() -> {
            try {
                store.close();
            } catch (Throwable e) {
                LOGGER.warning("cannot close the state store", e);
            }
        });
    }
}
