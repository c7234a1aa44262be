package io.amp4j.opamp.internal.restrict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a file of restrictions, and says everything that is wrong with it. */
public final class RestrictionsReader {
    private final Target target;
    private final List<String> problems;

    private RestrictionsReader(Target target, List<String> problems) {
        this.target = target;
        this.problems = problems;
    }

    /** Takes what is read; a path may be refused by an {@link IllegalArgumentException}. */
    public interface Target {
        /** Takes a path that is allowed. */
        void allow(String path);

        /** Takes a path that is denied. */
        void deny(String path);

        /** Takes the hosts that are allowed at a path. */
        void hosts(String path, List<String> hosts);

        /** Takes what values must not be like. */
        void denyValue(String pattern);

        /** Says that violations are left out. */
        void removes();
    }

    /** Reads {@code yaml} into {@code target}, which is of use if nothing was added to {@code problems}. */
    public static void read(String yaml, Target target, List<String> problems) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            Object document = new Yaml(new SafeConstructor(options)).load(yaml);
            if (document instanceof Map<?, ?> map) {
                RestrictionsReader reader = new RestrictionsReader(target, problems);
                map.forEach((name, value) -> reader.rule(String.valueOf(name), value));
            } else {
                problems.add("must be a map");
            }
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            problems.add("line " + line + ": " + e.getProblem());
        } catch (YAMLException e) {
            problems.add(String.valueOf(e.getMessage()).lines().findFirst().orElse("cannot be read"));
        }
    }

    private void rule(String name, @Nullable Object value) {
        switch (name) {
            case "allow" -> {
                List<String> paths = texts(name, value);
                if (paths.isEmpty()) {
                    problems.add("allow must not be empty: leave it out to allow everything that is not denied");
                }
                paths.forEach(checked(name, target::allow));
            }
            case "deny" -> texts(name, value).forEach(checked(name, target::deny));
            case "deny_values" -> texts(name, value).forEach(target::denyValue);
            case "hosts" -> hosts(value);
            case "on_violation" -> {
                if ("remove".equals(value)) {
                    target.removes();
                } else if (!"refuse".equals(value)) {
                    problems.add("on_violation must be refuse or remove");
                }
            }
            default ->
                problems.add("'" + name + "' is not known: allow, deny, hosts, deny_values and on_violation are");
        }
    }

    private void hosts(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            problems.add("hosts must be a map from paths to lists of hosts");
            return;
        }
        map.forEach((path, listed) -> {
            List<String> hosts = texts("hosts." + path, listed);
            checked("hosts", (String at) -> target.hosts(at, hosts)).accept(String.valueOf(path));
        });
    }

    private List<String> texts(String name, @Nullable Object value) {
        List<String> texts = new ArrayList<>();
        boolean isGood = value instanceof List<?>;
        if (value instanceof List<?> list) {
            for (Object item : list) {
                if (item instanceof String text) {
                    texts.add(text);
                } else {
                    isGood = false;
                }
            }
        }
        if (!isGood) {
            problems.add(name + " must be a list of texts");
        }
        return texts;
    }

    private Consumer<String> checked(String name, Consumer<String> taker) {
        return path -> {
            try {
                taker.accept(path);
            } catch (IllegalArgumentException e) {
                problems.add(name + ": " + e.getMessage());
            }
        };
    }
}
