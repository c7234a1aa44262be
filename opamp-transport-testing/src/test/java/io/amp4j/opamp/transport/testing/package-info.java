/** The contract, held against the transport of the client and one on the HTTP client of the JDK. */
@org.jspecify.annotations.NullMarked
package io.amp4j.opamp.transport.testing;
