/**
 * What the services' configurations share. A wrong configuration stops the start and says what to
 * change.
 */
@NullMarked
package recurra.config;

import org.jspecify.annotations.NullMarked;
