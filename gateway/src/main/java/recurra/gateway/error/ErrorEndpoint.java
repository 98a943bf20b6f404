package recurra.gateway.error;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives errors of the web server itself, which no controller has seen, the shape of all others. */
@RestController
class ErrorEndpoint implements ErrorController {
    @RequestMapping("/error")
    ResponseEntity<byte[]> error(HttpServletRequest request) {
        int status =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                        ? code
                        : ErrorCode.UNKNOWN_URL.status();
        GatewayException error =
                status >= ErrorCode.INTERNAL_ERROR.status()
                        ? new GatewayException(
                                ErrorCode.INTERNAL_ERROR,
                                "The gateway failed. Its log has the reason.")
                        : new GatewayException(
                                ErrorCode.INVALID_REQUEST, "The request cannot be understood.");
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(ErrorBody.json(error));
    }
}
