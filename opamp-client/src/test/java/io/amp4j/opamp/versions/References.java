package io.amp4j.opamp.versions;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a class refers to in another library, and whether that is there, by the rules by which the JVM links. */
final class References {
    private References() {}

    /** A class, or a member of it: {@code parameters} is null for fields, {@code type} is what it has or returns. */
    record Reference(String owner, String name, @Nullable List<String> parameters, String type) {
        boolean resolvesIn(ClassLoader loader) {
            try {
                Class<?> found = Class.forName(owner, false, loader);
                return name.isEmpty() || hasMember(found);
            } catch (ClassNotFoundException e) {
                return false;
            }
        }

        private boolean hasMember(@Nullable Class<?> in) {
            if (in == null) {
                return false;
            }
            boolean here = parameters == null
                    ? Stream.of(in.getDeclaredFields()).anyMatch(this::is)
                    : name.equals("<init>")
                            ? Stream.of(in.getDeclaredConstructors()).anyMatch(this::is)
                            : Stream.of(in.getDeclaredMethods()).anyMatch(this::is);
            return here
                    || hasMember(in.getSuperclass())
                    || Stream.of(in.getInterfaces()).anyMatch(this::hasMember)
                    || (in.isInterface() && hasMember(Object.class));
        }

        private boolean is(Field field) {
            return field.getName().equals(name)
                    && field.getType().getName().equals(type)
                    && Modifier.isPublic(field.getModifiers());
        }

        private boolean is(Constructor<?> constructor) {
            return takes(constructor);
        }

        private boolean is(Method method) {
            return method.getName().equals(name)
                    && method.getReturnType().getName().equals(type)
                    && takes(method);
        }

        private boolean takes(Executable member) {
            return !Modifier.isPrivate(member.getModifiers())
                    && Arrays.stream(member.getParameterTypes())
                            .map(Class::getName)
                            .toList()
                            .equals(parameters);
        }
    }

    /** Returns everything that a class refers to in packages with these prefixes. */
    static List<Reference> of(JavaClass from, String... prefixes) {
        List<Reference> all = new ArrayList<>();
        from.getDirectDependenciesFromSelf().forEach(dependency -> {
            String owner = dependency.getTargetClass().getBaseComponentType().getName();
            all.add(new Reference(owner, "", null, ""));
        });
        Stream.of(from.getAccessesFromSelf(), from.getCodeUnitReferencesFromSelf())
                .flatMap(accesses -> accesses.stream())
                .map(access -> of((JavaAccess<?>) access))
                .forEach(all::add);
        return all.stream()
                .filter(reference -> Stream.of(prefixes).anyMatch(reference.owner()::startsWith))
                .distinct()
                .toList();
    }

    /** A subclass of another library's class names itself where it calls what it inherits. */
    private static JavaClass declaring(JavaClass owner, CodeUnitAccessTarget target) {
        JavaClass in = owner;
        while (in.getName().startsWith("io.amp4j.")
                && in.getCodeUnits().stream().noneMatch(unit -> unit.getName().equals(target.getName()))
                && in.getRawSuperclass().isPresent()) {
            in = in.getRawSuperclass().get();
        }
        return in;
    }

    private static Reference of(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        if (access.getTarget() instanceof FieldAccessTarget field) {
            return new Reference(
                    owner, field.getName(), null, field.getRawType().getName());
        }
        CodeUnitAccessTarget target = (CodeUnitAccessTarget) access.getTarget();
        return new Reference(
                declaring(access.getTargetOwner(), target).getName(),
                target.getName(),
                target.getRawParameterTypes().stream().map(JavaClass::getName).toList(),
                target.getRawReturnType().getName());
    }
}
