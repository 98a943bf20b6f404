/** Models behind an endpoint of OpenAI's kind. Calls block; give them virtual threads. */
@NullMarked
package recurra.embedder.model.http;

import org.jspecify.annotations.NullMarked;
