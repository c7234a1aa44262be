package io.amp4j.samples.demo;

/** Runs the three parts one after the other. */
public final class Demo {
    private Demo() {}

    public static void main(String[] args) {
        System.out.println("demo");
    }
}
