package io.amp4j.samples.cli.documents;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The sources of the published jars, as the compiler's parser reads them. */
final class Sources {
    /** The root of the repository. */
    static final Path ROOT = Path.of("..", "..");

    private static final Pattern EXPORTS = Pattern.compile("exports ([\\w.]+);");

    private Sources() {}

    /** Returns every source of a module, without its tests. */
    static List<CompilationUnitTree> of(String module) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> walk = Files.walk(main(module))) {
            Path[] sources = walk.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toArray(Path[]::new);
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, any -> {}, null, null, files.getJavaFileObjects(sources));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            return units;
        }
    }

    /** Returns the public types that users of a module see, each as package, slash and name: {@code io.amp4j.catalog/Validation.Valid}. */
    static Set<String> publicTypes(String module) throws IOException {
        Set<String> types = new TreeSet<>();
        for (CompilationUnitTree unit : exported(module)) {
            new PublicApi(packageOf(unit) + "/", types, new TreeSet<>()).scan(unit, "");
        }
        return types;
    }

    /** Returns the public methods of these types, each as type and name: {@code Validation.orElseThrow}. */
    static Set<String> publicMethods(String module) throws IOException {
        Set<String> methods = new TreeSet<>();
        for (CompilationUnitTree unit : exported(module)) {
            new PublicApi("", new TreeSet<>(), methods).scan(unit, "");
        }
        return methods;
    }

    /** Returns the package of a source; empty for a module descriptor. */
    static String packageOf(CompilationUnitTree unit) {
        return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    }

    /** Returns the sources of the packages that users see: those that a descriptor exports, and without one all that are not internal. */
    private static List<CompilationUnitTree> exported(String module) throws IOException {
        Path descriptor = main(module).resolve("module-info.java");
        String text = Files.exists(descriptor) ? Files.readString(descriptor) : "";
        Set<String> exported =
                EXPORTS.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
        return of(module).stream()
                .filter(unit -> exported.isEmpty()
                        ? !packageOf(unit).contains(".internal")
                        : exported.contains(packageOf(unit)))
                .toList();
    }

    private static Path main(String module) {
        return ROOT.resolve(module).resolve("src/main/java");
    }

    /** Collects types that are public, with all that they are nested in, and their public methods. */
    private static final class PublicApi extends TreePathScanner<Void, String> {
        private final String prefix;
        private final Set<String> types;
        private final Set<String> methods;

        PublicApi(String prefix, Set<String> types, Set<String> methods) {
            this.prefix = prefix;
            this.types = types;
            this.methods = methods;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            if (isPublic(type.getModifiers())) {
                types.add(prefix + outer + type.getSimpleName());
                super.visitClass(type, outer + type.getSimpleName() + ".");
            }
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, String outer) {
            if (isPublic(method.getModifiers())) {
                methods.add(outer + method.getName());
            }
            return null; // its types are local
        }

        private boolean isPublic(ModifiersTree modifiers) {
            Tree.Kind around = getCurrentPath().getParentPath().getLeaf().getKind();
            return around == Tree.Kind.INTERFACE
                    || around == Tree.Kind.ANNOTATION_TYPE
                    || modifiers.getFlags().contains(Modifier.PUBLIC);
        }
    }
}
