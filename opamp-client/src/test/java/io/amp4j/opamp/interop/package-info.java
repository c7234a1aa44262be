/**
 * The client against the reference server: a Go program of ours on the OpAMP project's own server library, run as a child
 * process. Every test asserts what that server received, in its own words.
 */
@NullMarked
package io.amp4j.opamp.interop;

import org.jspecify.annotations.NullMarked;
