/**
 * What programs of the command line share: {@link recurra.commandline.CommandLine} reads options,
 * {@link recurra.commandline.Progress} says how far a program is.
 */
@NullMarked
package recurra.commandline;

import org.jspecify.annotations.NullMarked;
