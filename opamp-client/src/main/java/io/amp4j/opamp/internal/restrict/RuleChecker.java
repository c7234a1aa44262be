package io.amp4j.opamp.internal.restrict;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tracks the path in a document while it is parsed, and collects what is not allowed. The items of a list have the path of the list. */
final class RuleChecker {
    private static final int MOST_PROBLEMS = 50;
    private static final int DEEPEST = 100;

    private final Rules rules;
    private final List<String> path = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int more;
    private int depth;

    RuleChecker(Rules rules) {
        this.rules = rules;
    }

    /** Returns everything that is not allowed; of very many problems, the first ones and the number of the others. */
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

    /** Enters a key of a map; a key {@code a::b} counts as two, as in the Collector. Returns the depth to go back to. */
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

    /** Returns whether a map or a list is not allowed at the current path. */
    boolean refusesStructure() {
        return refuses(rules.problemOf(path, false));
    }

    /** Returns whether a value is not allowed at the current path; null is a value without a text. */
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
