package io.amp4j.samples.cli.documents;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Finds what a source can say to a person: every text of two words or more that stands in the code, with {@code …} for what is not constant.
 * Left out are texts for programs, the lines of the log below WARNING, {@code toString()}, and pieces that continue another text.
 */
final class Messages extends TreeScanner<Void, Void> {
    /** Methods whose texts nobody reads as a message. */
    private static final Set<String> SILENT = Set.of(
            "requireNonNull",
            "requireDepth",
            "compile",
            "fine",
            "info",
            "contains",
            "startsWith",
            "appendPattern",
            "stringKey",
            "equals",
            "because");

    /** Classes that take a name, which messages then hold. */
    private static final Set<String> NAMED = Set.of(
            "ConditionOutcome",
            "FieldLimits",
            "Kind",
            "Library",
            "Mapping",
            "OwnTelemetryWords",
            "Phase",
            "Purpose",
            "StringBuilder");

    private static final Pattern QUIET_LEVEL = Pattern.compile("(Level\\.)?(FINEST|FINER|FINE|INFO|CONFIG)");
    private static final Pattern CONTINUES = Pattern.compile("(?s)(…?[,;:.)|]| ).*");
    private static final Pattern FOR_PROGRAMS =
            Pattern.compile("-----.*|CONNECT … HTTP/1.1|permessage-.*|amp4j-otel-init….*|attachment probe|[A-Z ]+");
    private static final Pattern WORD = Pattern.compile("\\S*\\p{L}\\S*");
    private static final Pattern ELLIPSES = Pattern.compile("…{2,}");

    private final Consumer<String> found;

    private Messages(Consumer<String> found) {
        this.found = found;
    }

    /** Tells each message of a source. */
    static void in(CompilationUnitTree source, Consumer<String> found) {
        source.accept(new Messages(found), null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        return method.getName().contentEquals("toString") ? null : super.visitMethod(method, null);
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, Void nothing) {
        return null;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
        if (SILENT.contains(name(call.getMethodSelect())) || isQuietLog(call)) {
            return scan(call.getMethodSelect(), null);
        }
        return super.visitMethodInvocation(call, null);
    }

    private static boolean isQuietLog(MethodInvocationTree call) {
        return name(call.getMethodSelect()).equals("log")
                && !call.getArguments().isEmpty()
                && QUIET_LEVEL.matcher(call.getArguments().get(0).toString()).matches();
    }

    @Override
    public Void visitNewClass(NewClassTree creation, Void nothing) {
        return NAMED.contains(name(creation.getIdentifier())) ? null : super.visitNewClass(creation, null);
    }

    @Override
    public Void visitBinary(BinaryTree binary, Void nothing) {
        if (binary.getKind() != Tree.Kind.PLUS) {
            return super.visitBinary(binary, null);
        }
        see(text(binary));
        variableParts(binary);
        return null;
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void nothing) {
        if (literal.getValue() instanceof String text) {
            see(text);
        }
        return null;
    }

    private void see(String text) {
        String line = ELLIPSES.matcher(text.lines().findFirst().orElse("")).replaceAll("…");
        if (WORD.matcher(line.replace("…", "")).results().count() >= 2
                && !CONTINUES.matcher(line).matches()
                && !FOR_PROGRAMS.matcher(line).matches()) {
            found.accept(line);
        }
    }

    /** A variable part can itself choose between texts. */
    private void variableParts(Tree part) {
        if (part instanceof BinaryTree binary && binary.getKind() == Tree.Kind.PLUS) {
            variableParts(binary.getLeftOperand());
            variableParts(binary.getRightOperand());
        } else if (part instanceof ParenthesizedTree in) {
            variableParts(in.getExpression());
        } else if (!(part instanceof LiteralTree)) {
            scan(part, null);
        }
    }

    private static String text(Tree part) {
        if (part instanceof BinaryTree binary && binary.getKind() == Tree.Kind.PLUS) {
            return text(binary.getLeftOperand()) + text(binary.getRightOperand());
        }
        if (part instanceof ParenthesizedTree in) {
            return text(in.getExpression());
        }
        return part instanceof LiteralTree literal
                        && (literal.getValue() instanceof String || literal.getValue() instanceof Character)
                ? literal.getValue().toString()
                : "…";
    }

    private static String name(Tree selected) {
        return selected instanceof MemberSelectTree member
                ? member.getIdentifier().toString()
                : selected.toString();
    }
}
