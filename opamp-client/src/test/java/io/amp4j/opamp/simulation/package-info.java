/**
 * A deterministic simulation: many sessions, a model server and a network that does its worst, in virtual time and from one seed.
 * {@link io.amp4j.opamp.simulation.Simulation} is the place to start.
 */
package io.amp4j.opamp.simulation;
