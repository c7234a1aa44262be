package io.amp4j.samples.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;

/**
 * Which agents get a new version, and when that must stop. A value: it knows no server, and the same question gets the same answer everywhere.
 *
 * @param version what is rolled out; another version reaches the agents in another order
 * @param percent how many of all agents get it, from 0 to 100. Who is among 10 percent is also among 50
 * @param haltPercent at what share of failures, among the agents that get it, no other is to get it; from 1 to 100
 */
record StagedRollout(String version, int percent, int haltPercent) {

    StagedRollout {
        check("percent", 0, percent);
        check("haltPercent", 1, haltPercent);
    }

    private static void check(String name, int least, int value) {
        if (value < least || value > 100) {
            throw new IllegalArgumentException(name + " must be from " + least + " to 100: " + value);
        }
    }

    /** How far an agent is with the version. */
    enum Outcome {
        /** It has not said what became of it. */
        OPEN,
        /** It runs with it. */
        INSTALLED,
        /** It does not. */
        FAILED
    }

    /**
     * How far the agents are that are to get the version.
     *
     * @param agents how many those are
     * @param installed how many of them run with it
     * @param failed how many could not
     * @param isHalted whether too many could not
     */
    record Progress(int agents, int installed, int failed, boolean isHalted) {}

    /** Returns whether an agent is to get the version, by a hash of its instance uid. */
    boolean includes(String instanceUid) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((version + "\n" + instanceUid).getBytes(StandardCharsets.UTF_8));
            return Long.remainderUnsigned(ByteBuffer.wrap(digest).getLong(), 100) < percent;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns the same for another share of the agents. */
    StagedRollout to(int newPercent) {
        return new StagedRollout(version, newPercent, haltPercent);
    }

    /** Returns how far it is, from the outcomes of the agents that are to get the version. */
    Progress progress(Collection<Outcome> outcomes) {
        int failed = count(outcomes, Outcome.FAILED);
        boolean isHalted = failed > 0 && failed * 100L >= (long) haltPercent * outcomes.size();
        return new Progress(outcomes.size(), count(outcomes, Outcome.INSTALLED), failed, isHalted);
    }

    private static int count(Collection<Outcome> outcomes, Outcome wanted) {
        return (int) outcomes.stream().filter(wanted::equals).count();
    }
}
