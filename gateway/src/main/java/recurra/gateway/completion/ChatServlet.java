package recurra.gateway.completion;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import recurra.gateway.error.ErrorResponses;

/**
 * Chat completions, as OpenAI's clients ask for them. No controller, since Spring MVC's way to one
 * would be a good part of what a hit costs.
 */
final class ChatServlet extends HttpServlet {
    static final String PATH = "/v1/chat/completions";

    private static final long serialVersionUID = 1L;

    private final transient CompletionService service;

    ChatServlet(CompletionService service) {
        this.service = service;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        switch (request.getMethod()) {
            case "POST" -> complete(request, response);
            case "OPTIONS" -> response.setHeader("Allow", "POST,OPTIONS");
            default -> ErrorResponses.wrongMethod(new String[] {"POST"}, request, response);
        }
    }

    private void complete(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            service.complete(request, response);
        } catch (RuntimeException e) {
            ErrorResponses.write(e, response);
        }
    }
}
