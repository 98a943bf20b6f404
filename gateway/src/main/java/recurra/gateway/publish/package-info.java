/** Events on their way to Kafka, never on a client's time; on disk while Kafka is away. */
@NullMarked
package recurra.gateway.publish;

import org.jspecify.annotations.NullMarked;
