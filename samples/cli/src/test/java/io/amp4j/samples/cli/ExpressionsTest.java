package io.amp4j.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That no regular expression takes time that grows faster than its text, or a stack that grows with it. Expressions are found in the
 * sources of all modules, so a new one is judged without further ado. What is measured is how often a character is looked at.
 */
class ExpressionsTest {
    private static final Path ROOT = Path.of("..", "..");

    /** Expressions that are made while the program runs, with the reason why they are good. */
    private static final Map<String, Integer> MADE_AT_RUN_TIME = Map.of(
            // A fixed name between a look behind and one character.
            "RequiredLibraries.java", 2);

    /** What finds an expression anywhere in a text, and so tries it at each place. */
    private static final Pattern SEARCH =
            Pattern.compile("\\.find\\(\\)|\\.replaceAll\\(|\\.replaceFirst\\(|\\.results\\(");

    /** Where expressions begin that need more than a few characters before it gets interesting. */
    private static final List<String> BEGINNINGS = List.of(
            "", "1", "a", "/", "-1", "http://", "HTTP/1.1 200 ", "-----BEGIN A-----", "message.contents.1", "1.1a1");

    private static final String USUAL = "aA1 .-:/=@\n";

    private static final Pattern INLINE = Pattern.compile(
            "(?<!matcher\\([a-zA-Z.()]{1,40}\\))\\.(matches|replaceAll|replaceFirst|split)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern COMPILED = Pattern.compile("Pattern\\.compile\\(");
    private static final Pattern FIELD = Pattern.compile("\\bPattern [A-Z_0-9]+ =");

    @ParameterizedTest
    @ValueSource(strings = {"catalog-core", "opamp-client", "opamp-testing", "otel-init", "samples/cli"})
    void noExpressionTakesMoreThanItsText(String module) {
        Map<String, String> slow = new TreeMap<>();
        Map<String, Expression> expressions = expressions(module);
        expressions.forEach((where, expression) -> {
            for (String text : texts(expression.pattern())) {
                int once = looks(expression, text.repeat(100));
                int twice = looks(expression, text.repeat(200));
                if (twice > 2.5 * once + 1_000) {
                    slow.putIfAbsent(where, expression.pattern() + " on \"" + text + "\": " + once + ", then " + twice);
                }
            }
        });
        assertThat(expressions).isNotEmpty();
        assertThat(slow).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog-core", "opamp-client", "opamp-testing", "otel-init", "samples/cli"})
    void noExpressionNeedsAStackThatGrowsWithItsText(String module) {
        Set<String> deep = new TreeSet<>();
        expressions(module).forEach((where, found) -> {
            Pattern expression = found.pattern();
            // Only groups that repeat without a bound recurse.
            if (expression.pattern().matches("(?s).*\\)[*+].*")) {
                for (String text : pumps(expression)) {
                    for (String beginning : List.of("", "1", "a")) {
                        try {
                            boolean unused = expression
                                    .matcher(beginning + text.repeat(10_000))
                                    .matches();
                        } catch (StackOverflowError e) {
                            deep.add(where + ": " + expression + " on \"" + text + "\"");
                        }
                    }
                }
            }
        });
        assertThat(deep).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog-core", "opamp-client", "opamp-testing", "otel-init", "samples/cli"})
    void findsEveryExpressionOfTheSources(String module) {
        sources(module)
                .forEach((file, source) -> assertThat(count(COMPILED, source))
                        .as(file.toString())
                        .isEqualTo(count(FIELD, source)
                                + MADE_AT_RUN_TIME.getOrDefault(
                                        file.getFileName().toString(), 0)));
    }

    private record Expression(Pattern pattern, boolean searches) {}

    private static int looks(Expression expression, String middle) {
        int most = 0;
        for (String beginning : BEGINNINGS) {
            for (String end : List.of("", "\u0001\n\u0001")) {
                Counted text = new Counted(beginning + middle + end);
                Matcher matcher = expression.pattern().matcher(text);
                boolean more = expression.searches() ? matcher.find() : matcher.matches();
                while (more && expression.searches()) {
                    more = matcher.find();
                }
                most = Math.max(most, text.looks);
            }
        }
        return most;
    }

    private static Set<String> texts(Pattern expression) {
        Set<String> texts = new LinkedHashSet<>(pumps(expression));
        texts.addAll(List.of("-1", "1.", "a=", "-----BEGIN A-----", "----", " \n", "amp ", "amp\n"));
        return texts;
    }

    /** All characters of the expression, and each pair of them. */
    private static Set<String> pumps(Pattern expression) {
        Set<String> characters = new LinkedHashSet<>();
        (USUAL + expression.pattern()).codePoints().forEach(c -> characters.add(Character.toString(c)));
        Set<String> pumps = new LinkedHashSet<>(characters);
        List<String> some = new ArrayList<>(characters).subList(0, Math.min(characters.size(), 22));
        some.forEach(first -> some.forEach(second -> pumps.add(first + second)));
        return pumps;
    }

    /** The expressions by where they stand: those in fields, and those that are given to a method of String. */
    private static Map<String, Expression> expressions(String module) {
        Map<String, Expression> all = new TreeMap<>();
        Map<Path, String> sources = sources(module);
        sources.forEach((file, source) -> {
            Matcher inline = INLINE.matcher(source);
            while (inline.find()) {
                String text = inline.group(2).translateEscapes();
                boolean searches = !inline.group(1).equals("matches");
                all.put(file.getFileName() + " " + text, new Expression(Pattern.compile(text), searches));
            }
        });
        sources.forEach((file, source) -> {
            if (COMPILED.matcher(source).find()) {
                classes(module, file).forEach(type -> {
                    for (Field field : type.getDeclaredFields()) {
                        if (field.getType() == Pattern.class && Modifier.isStatic(field.getModifiers())) {
                            boolean searches = SEARCH.matcher(source).find();
                            all.put(type.getName() + "." + field.getName(), new Expression(value(field), searches));
                        }
                    }
                });
            }
        });
        return all;
    }

    private static Pattern value(Field field) {
        try {
            field.setAccessible(true);
            return (Pattern) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** The class of a source file with those in it. */
    private static List<Class<?>> classes(String module, Path file) {
        Path sources = ROOT.resolve(module).resolve("src/main/java");
        Path classes = ROOT.resolve(module).resolve("target/classes");
        String top = sources.relativize(file).toString().replace(".java", "");
        Path folder = classes.resolve(top).getParent();
        String name = classes.resolve(top).getFileName().toString();
        try (Stream<Path> files = Files.list(folder)) {
            List<Class<?>> found = new ArrayList<>();
            for (Path each : files.sorted().toList()) {
                String binary = each.getFileName().toString().replace(".class", "");
                if (binary.equals(name) || binary.startsWith(name + "$")) {
                    found.add(
                            Class.forName(classes.relativize(folder).toString().replace('/', '.') + "." + binary));
                }
            }
            return found;
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<Path, String> sources(String module) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
            Map<Path, String> sources = new TreeMap<>();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.put(file, Files.readString(file));
            }
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(Pattern pattern, String text) {
        return (int) pattern.matcher(text).results().count();
    }

    /** Counts how often a character is looked at. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
