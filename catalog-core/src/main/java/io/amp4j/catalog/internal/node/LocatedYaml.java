package io.amp4j.catalog.internal.node;

import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.Reader;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Jackson's YAML tokens together with what the event behind a token knows and the token does not: the anchor of a scalar,
 * whether it is quoted, and the place without an object for it.
 */
final class LocatedYaml extends YAMLParser {
    private LocatedYaml(IOContext context, int features, int yamlFeatures, LoaderOptions options, Reader reader) {
        super(context, features, yamlFeatures, options, (ObjectCodec) null, reader);
    }

    /** Returns the line of the current token, from 1. */
    int line() {
        return _lastEvent == null ? 1 : _lastEvent.getStartMark().getLine() + 1;
    }

    /** Returns the column of the current token, from 1. */
    int column() {
        return _lastEvent == null ? 1 : _lastEvent.getStartMark().getColumn() + 1;
    }

    /** Returns up to where the text is understood, as line and column from 1: behind a scalar, before what begins a collection. */
    int[] understood() {
        if (_lastEvent == null) {
            return new int[] {1, 1};
        }
        Mark mark = _lastEvent instanceof ScalarEvent ? _lastEvent.getEndMark() : _lastEvent.getStartMark();
        return new int[] {mark.getLine() + 1, mark.getColumn() + 1};
    }

    /** Returns the anchor of the current value, or null when it has none. */
    @Nullable
    String anchor() {
        return _lastEvent instanceof NodeEvent node ? node.getAnchor() : null;
    }

    /** Returns whether the current value is a scalar without quotes and not a block. */
    boolean isPlain() {
        return _lastEvent instanceof ScalarEvent scalar && scalar.isPlain();
    }

    /** Makes these parsers. */
    static final class Factory extends YAMLFactory {
        private static final long serialVersionUID = 1L;

        Factory() {
            super(YAMLFactory.builder().loaderOptions(loaderOptions()).streamReadConstraints(Bounds.NONE));
        }

        /** The size is ours to bound, before a parser starts. */
        private static LoaderOptions loaderOptions() {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(Integer.MAX_VALUE);
            return options;
        }

        @Override
        protected YAMLParser _createParser(Reader reader, IOContext context) {
            return new LocatedYaml(context, _parserFeatures, _yamlParserFeatures, _loaderOptions, reader);
        }
    }
}
