/**
 * Servers that read a request and answer with the bytes of a file: what the same machine can do
 * where there is nothing to do.
 *
 * <p>The system property {@code baseline.answers} is a folder with {@code json} and {@code stream},
 * the bodies for requests below the paths of these names.
 */
@NullMarked
package recurra.baseline;

import org.jspecify.annotations.NullMarked;
