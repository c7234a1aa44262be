package io.amp4j.opamp.internal.restrict;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ImplicitTuple;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Checks YAML by the events of its parser, and passes on the events of the allowed part: each value is written in its original style, plain
 * or quoted. YAML that another parser could read differently is refused: tags, aliases, merge keys, several documents, and keys that are
 * not strings for every parser.
 */
final class YamlWalk {
    /** Plain keys that a parser may read as a number, a boolean or null, and write differently. */
    private static final Pattern NO_TEXT = Pattern.compile(
            "(?i)~?|null|true|false|yes|no|on|off|y|n|[-+.]*\\.?(?:inf|nan)|0[0-9xob_].*|[-+.][0-9.].*|[0-9]+[^0-9a-z/-].*|[0-9]+e.*");

    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");

    private final RuleChecker checker;
    private final Iterator<Event> events;
    private final @Nullable Emitter emitter;

    private YamlWalk(RuleChecker checker, Iterator<Event> events, @Nullable Emitter emitter) {
        this.checker = checker;
        this.events = events;
        this.emitter = emitter;
    }

    /** Checks a document, and writes its allowed part if there is a writer. */
    static void walk(String text, RuleChecker checker, @Nullable Writer out) throws UnreadableException {
        DumperOptions options = new DumperOptions();
        options.setSplitLines(false);
        try {
            Iterator<Event> events =
                    new Yaml(new LoaderOptions()).parse(new StringReader(text)).iterator();
            new YamlWalk(checker, events, out == null ? null : new Emitter(out, options)).document();
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new UnreadableException("cannot be read (line " + line + ")");
        } catch (YAMLException e) {
            throw new UnreadableException("cannot be read");
        } catch (IOException e) {
            throw new UncheckedIOException("texts are written in memory", e);
        }
    }

    private void document() throws IOException, UnreadableException {
        pass(events.next(), true);
        Event start = events.next();
        if (!(start instanceof DocumentStartEvent document)) {
            pass(start, true);
            return;
        }
        Map<String, String> handles = document.getTags();
        if (document.getVersion() != null || (handles != null && !handles.isEmpty())) {
            throw unreadable(start, "has a directive");
        }
        pass(start, true);
        Event root = events.next();
        if (root instanceof ScalarEvent scalar && isNull(scalar)) {
            pass(checked(root), true);
        } else if (root.is(Event.ID.MappingStart)) {
            map(checked(root), true);
        } else {
            throw new UnreadableException("is no map");
        }
        pass(events.next(), true);
        Event end = events.next();
        if (!end.is(Event.ID.StreamEnd)) {
            throw unreadable(end, "has several documents");
        }
        pass(end, true);
    }

    private void map(Event start, boolean isKept) throws IOException, UnreadableException {
        checker.begin();
        pass(start, isKept);
        Set<String> keys = new HashSet<>();
        Event next;
        for (next = events.next(); !next.is(Event.ID.MappingEnd); next = events.next()) {
            if (!(checked(next) instanceof ScalarEvent key)
                    || (key.isPlain() && NO_TEXT.matcher(key.getValue()).matches())) {
                throw unreadable(next, "has a key that is no text for every reader; put it in quotes");
            }
            if (!keys.add(key.getValue())) {
                throw unreadable(next, "has a key twice");
            }
            int before = checker.enter(key.getValue());
            value(checked(events.next()), key, isKept);
            checker.leave(before);
        }
        pass(next, isKept);
        checker.end();
    }

    private void list(Event start, boolean isKept) throws IOException, UnreadableException {
        checker.begin();
        pass(start, isKept);
        Event next;
        for (next = events.next(); !next.is(Event.ID.SequenceEnd); next = events.next()) {
            value(checked(next), null, isKept);
        }
        pass(next, isKept);
        checker.end();
    }

    private void value(Event value, @Nullable ScalarEvent key, boolean isKept) throws IOException, UnreadableException {
        boolean isAllowed = !isKept
                || !(value instanceof ScalarEvent scalar
                        ? checker.refusesValue(isNull(scalar) ? null : scalar.getValue())
                        : checker.refusesStructure());
        boolean keeps = isKept && isAllowed;
        if (key != null) {
            pass(key, keeps);
        }
        if (value.is(Event.ID.MappingStart)) {
            map(value, keeps);
        } else if (value.is(Event.ID.SequenceStart)) {
            list(value, keeps);
        } else if (value instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getValue().isEmpty()) {
            // The emitter would write an empty text.
            pass(
                    new ScalarEvent(
                            scalar.getAnchor(),
                            null,
                            new ImplicitTuple(true, false),
                            "null",
                            scalar.getStartMark(),
                            scalar.getEndMark(),
                            DumperOptions.ScalarStyle.PLAIN),
                    keeps);
        } else {
            pass(value, keeps);
        }
    }

    /** Returns a node that every parser reads alike. Parts that are left out are checked too, because they may hide something. */
    private static Event checked(Event event) throws UnreadableException {
        if (event instanceof AliasEvent) {
            throw unreadable(event, "has an alias");
        }
        String tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : null;
        if (tag != null && !tag.equals(Tag.STR.getValue())) {
            throw unreadable(event, "has a tag");
        }
        return event;
    }

    private static boolean isNull(ScalarEvent scalar) {
        return scalar.isPlain() && NULL.matcher(scalar.getValue()).matches();
    }

    private void pass(Event event, boolean isKept) throws IOException {
        if (isKept && emitter != null) {
            emitter.emit(event);
        }
    }

    private static UnreadableException unreadable(Event event, String what) {
        return new UnreadableException(what + " (line " + (event.getStartMark().getLine() + 1) + ")");
    }
}
