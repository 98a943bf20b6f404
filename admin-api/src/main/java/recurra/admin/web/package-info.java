/** What all endpoints share: parameters, and the description of the API. */
@NullMarked
package recurra.admin.web;

import org.jspecify.annotations.NullMarked;
