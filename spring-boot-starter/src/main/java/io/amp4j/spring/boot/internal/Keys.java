package io.amp4j.spring.boot.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of properties as Spring Boot compares them: element by element, without dashes and underscores, in small letters. */
final class Keys {
    private Keys() {}

    /** Returns the elements of a name, in the form in which they are compared. An index is an element of its own, with its brackets. */
    static List<String> elements(String name) {
        List<String> elements = new ArrayList<>();
        for (String element : name.replace("[", ".[").split("\\.", -1)) {
            elements.add(element.toLowerCase(Locale.ROOT).replace("-", "").replace("_", ""));
        }
        if (elements.size() > 1 && elements.get(0).isEmpty() && name.startsWith("[")) {
            elements.remove(0);
        }
        return elements;
    }

    /** Returns whether {@code name} is {@code prefix}, or below it. */
    static boolean isUnder(String name, List<String> prefix) {
        List<String> elements = elements(name);
        return elements.size() >= prefix.size()
                && elements.subList(0, prefix.size()).equals(prefix);
    }
}
