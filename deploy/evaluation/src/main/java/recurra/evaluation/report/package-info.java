/** What a run tells people and machines: the terminal's tables, JSON, Markdown and HTML. */
@NullMarked
package recurra.evaluation.report;

import org.jspecify.annotations.NullMarked;
