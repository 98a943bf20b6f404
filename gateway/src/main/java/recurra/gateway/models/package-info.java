/** The models that clients can ask for. */
@NullMarked
package recurra.gateway.models;

import org.jspecify.annotations.NullMarked;
