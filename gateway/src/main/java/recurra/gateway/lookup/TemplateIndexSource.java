package recurra.gateway.lookup;

import recurra.store.template.TemplateIndex;

/** The template index, once it is known which one there is. */
@FunctionalInterface
public interface TemplateIndexSource {
    /**
     * The index.
     *
     * @throws PartUnavailableException while it is not known
     */
    TemplateIndex get();
}
