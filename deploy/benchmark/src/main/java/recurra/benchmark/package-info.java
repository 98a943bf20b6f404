/**
 * {@code ./recurra bench}: measures Recurra and what it is compared with, on this machine and in
 * one run, and writes the page of results.
 *
 * <p>{@code part} says what is measured, {@code load} how, {@code process} and {@code system} start
 * what is needed, {@code result} holds the figures and {@code report} makes the page of them.
 */
@NullMarked
package recurra.benchmark;

import org.jspecify.annotations.NullMarked;
