package io.amp4j.samples.cli;

/** How a command writes its result. */
enum Format {
    text,
    json
}
