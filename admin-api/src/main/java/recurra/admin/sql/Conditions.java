package recurra.admin.sql;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The conditions of a query, all of which must hold. Conditions are constants of the code; what
 * comes from outside goes into parameters. Only conditions that there are reach the database, so
 * that its planner sees which index fits.
 */
public final class Conditions {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    /** The condition, with the value as the parameter that it names, where there is a value. */
    public Conditions and(String condition, String parameter, Optional<?> value) {
        value.ifPresent(present -> {
            conditions.add("(" + condition + ")");
            parameters.put(parameter, sql(present));
        });
        return this;
    }

    /** One more parameter for a condition that has several. */
    public Conditions with(String parameter, Object value) {
        parameters.put(parameter, sql(value));
        return this;
    }

    /** The conditions as a {@code where} clause. */
    public String where() {
        return conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
    }

    public Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }

    private static Object sql(Object value) {
        return value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value;
    }
}
