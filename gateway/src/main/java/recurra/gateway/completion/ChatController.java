package recurra.gateway.completion;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Chat completions, as OpenAI's clients ask for them. */
@RestController
class ChatController {
    private final CompletionService service;

    ChatController(CompletionService service) {
        this.service = service;
    }

    @PostMapping("/v1/chat/completions")
    void complete(HttpServletRequest request, HttpServletResponse response) {
        service.complete(request, response);
    }
}
