package recurra.admin.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import recurra.admin.error.AdminException;

/**
 * Refuses parameters that an endpoint does not have, or that are given twice. A misspelt filter
 * would otherwise be no filter.
 */
public final class UnknownParameters implements HandlerInterceptor {
    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Set<String> known =
                    Arrays.stream(method.getMethodParameters())
                            .filter(parameter ->
                                    parameter.hasParameterAnnotation(RequestParam.class))
                            .map(UnknownParameters::name)
                            .collect(Collectors.toCollection(TreeSet::new));
            request.getParameterMap().forEach((name, values) -> check(name, values.length, known));
        }
        return true;
    }

    private static void check(String name, int values, Set<String> known) {
        if (!known.contains(name)) {
            throw AdminException.invalid(
                    name,
                    "There is no parameter '"
                            + name
                            + "'. "
                            + (known.isEmpty()
                                    ? "This endpoint has none."
                                    : "There are: " + String.join(", ", known) + "."));
        }
        if (values > 1) {
            throw AdminException.invalid(name, "'" + name + "' is given twice. Give it once.");
        }
    }

    private static String name(MethodParameter parameter) {
        return String.valueOf(parameter.getParameter().getName());
    }
}
