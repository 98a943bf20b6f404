package recurra.config;

import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Names each property that does not exist, where it stands, and the nearest one that does. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer
        extends AbstractFailureAnalyzer<ConfigurationPropertiesBindException> {
    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, ConfigurationPropertiesBindException cause) {
        UnboundConfigurationPropertiesException unbound =
                findCause(cause, UnboundConfigurationPropertiesException.class);
        if (unbound == null) {
            return null;
        }
        PropertyNames valid = PropertyNames.of(cause.getAnnotation().prefix(), cause.getBeanType());
        String problem =
                unbound.getUnboundProperties().stream()
                        .map(property -> problem(property))
                        .collect(Collectors.joining(System.lineSeparator()));
        String action =
                unbound.getUnboundProperties().stream()
                        .map(property -> action(property, valid))
                        .collect(Collectors.joining(System.lineSeparator()));
        return new FailureAnalysis(problem, action, cause);
    }

    private static String problem(ConfigurationProperty property) {
        String where = property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
        return "There is no property '" + property.getName() + "'" + where + ".";
    }

    private static String action(ConfigurationProperty property, PropertyNames valid) {
        String given = property.getName().toString();
        Optional<String> nearest = valid.nearest(property.getName());
        if (nearest.isPresent() && nearest.get().equals(given)) {
            // The binder leaves a property unread whose empty value means nothing to its type.
            return "Give '" + given + "' a value, or remove it.";
        }
        return nearest.map(name -> "Did you mean '" + name + "'? Otherwise remove '" + given + "'.")
                .orElseGet(() -> "Remove '" + given + "'.");
    }
}
