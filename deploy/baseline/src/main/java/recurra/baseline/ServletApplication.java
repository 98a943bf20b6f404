package recurra.baseline;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/** A servlet in the same Tomcat, without Spring. */
public final class ServletApplication {
    private ServletApplication() {}

    /**
     * Serves until the process is ended.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) throws IOException, LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("baseline").toString());
        Connector connector = new Connector();
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "10000");
        connector.setProperty("acceptCount", "1024");
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.getProtocolHandler().setExecutor(new VirtualThreadExecutor("servlet-"));
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Answers answers = Answers.read();
        add(context, "/json", new Answering(answers.json(), Answers.JSON_TYPE));
        add(context, "/stream", new Answering(answers.stream(), Answers.STREAM_TYPE));
        add(context, "/healthz", new Answering(new byte[] {'u', 'p'}, "text/plain"));
        tomcat.start();
        tomcat.getServer().await();
    }

    private static void add(Context context, String path, HttpServlet servlet) {
        Tomcat.addServlet(context, path, servlet);
        context.addServletMappingDecoded(path, path);
    }

    private static final class Answering extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final byte[] body;
        private final String type;

        private Answering(byte[] body, String type) {
            this.body = body;
            this.type = type;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            request.getInputStream().transferTo(OutputStream.nullOutputStream());
            response.setContentType(type);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
