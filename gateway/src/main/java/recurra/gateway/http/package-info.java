/** What all endpoints need to read requests and write responses. */
@NullMarked
package recurra.gateway.http;

import org.jspecify.annotations.NullMarked;
