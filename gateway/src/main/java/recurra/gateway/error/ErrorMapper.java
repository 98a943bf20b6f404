package recurra.gateway.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Answers what fails in controllers, and what no controller is there for. */
@RestControllerAdvice
class ErrorMapper {
    @ExceptionHandler
    void failed(Exception e, HttpServletResponse response) throws IOException {
        ErrorResponses.write(e, response);
    }

    @ExceptionHandler(NoResourceFoundException.class)
    void noSuchPath(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ErrorResponses.unknownPath(request, response);
    }

    @ExceptionHandler
    void wrongMethod(
            HttpRequestMethodNotSupportedException e,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        ErrorResponses.wrongMethod(e.getSupportedMethods(), request, response);
    }
}
