/**
 * Models that run in this process, on ONNX Runtime.
 *
 * <p>Native frames pin virtual threads, so everything native runs on platform threads of its own,
 * one for each core, each run on one thread. Texts that wait share runs where the network keeps
 * their vectors apart. Callers wait on whatever thread they have.
 */
@NullMarked
package recurra.embedder.model.onnx;

import org.jspecify.annotations.NullMarked;
