package io.amp4j.opamp.internal.restrict;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through a document along with its reader, and remembers what is not allowed. The items of a list are at the path of the list. */
final class Judge {
    private static final int MOST_PROBLEMS = 50;
    private static final int DEEPEST = 100;

    private final Rules rules;
    private final List<String> path = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int more;
    private int depth;

    Judge(Rules rules) {
        this.rules = rules;
    }

    /** Returns all that is not allowed; of very much, the first and how much more. */
    List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return all;
    }

    /** Enters a map or a list. */
    void begin() throws UnreadableException {
        if (++depth > DEEPEST) {
            throw new UnreadableException("is nested too deeply");
        }
    }

    void end() {
        depth--;
    }

    /** Goes to a key of a map; a key {@code a::b} is two, as the Collector reads it. Returns where to go back to. */
    int enter(String key) throws UnreadableException {
        if (key.equals("<<")) {
            throw new UnreadableException("has a merge key");
        }
        int before = path.size();
        for (String part : key.split("::", DEEPEST + 1)) {
            path.add(part);
        }
        if (path.size() > DEEPEST) {
            throw new UnreadableException("is nested too deeply");
        }
        return before;
    }

    void leave(int before) {
        path.subList(before, path.size()).clear();
    }

    /** Returns whether a map or a list must not be here. */
    boolean refusesStructure() {
        return refuses(rules.problemOf(path, false));
    }

    /** Returns whether a value must not be here; null is one without a text. */
    boolean refusesValue(@Nullable String text) {
        String problem = rules.problemOf(path, true);
        return refuses(problem == null && text != null ? rules.problemOf(path, text) : problem);
    }

    private boolean refuses(@Nullable String problem) {
        if (problem == null) {
            return false;
        }
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        } else {
            more++;
        }
        return true;
    }
}
