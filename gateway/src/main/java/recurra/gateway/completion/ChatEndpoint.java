package recurra.gateway.completion;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the servlet for chat completions under its path. */
@Configuration(proxyBeanMethods = false)
class ChatEndpoint {
    @Bean
    ServletRegistrationBean<ChatServlet> chatServlet(CompletionService service) {
        ServletRegistrationBean<ChatServlet> servlet =
                new ServletRegistrationBean<>(new ChatServlet(service), ChatServlet.PATH);
        servlet.setLoadOnStartup(1);
        return servlet;
    }
}
