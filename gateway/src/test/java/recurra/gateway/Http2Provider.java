package recurra.gateway;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/**
 * A provider with TLS and HTTP/2, whose certificate this JVM trusts until it is closed. It answers
 * every chat with "h2" when as many calls are there as it was told to wait for.
 */
final class Http2Provider implements AutoCloseable {
    private static final String PASSWORD = "changeit";
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"h2\"},\"finish_reason\":\"stop\"}]}";

    private final Tomcat tomcat = new Tomcat();
    private final SSLContext before = SSLContext.getDefault();

    /**
     * @param streams of one connection at the same time
     * @param together how many calls wait for each other
     */
    Http2Provider(Path folder, int streams, int together) throws Exception {
        Path store = folder.resolve("h2.p12");
        makeCertificate(store);
        trust(store);
        tomcat.setBaseDir(folder.toString());
        tomcat.setConnector(connector(store, streams));
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "chat", new Chat(new CountDownLatch(together)));
        context.addServletMappingDecoded("/v1/*", "chat");
        tomcat.start();
    }

    URI baseUrl() {
        return URI.create("https://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/v1");
    }

    private static final class Chat extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch together;

        Chat(CountDownLatch together) {
            this.together = together;
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            request.getInputStream().readAllBytes();
            together.countDown();
            try {
                if (!together.await(15, TimeUnit.SECONDS)) {
                    response.sendError(500);
                    return;
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            response.setContentType("application/json");
            response.getWriter().write(ANSWER);
        }
    }

    private static Connector connector(Path store, int streams) {
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        SSLHostConfig tls = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.EC);
        certificate.setCertificateKeystoreFile(store.toString());
        certificate.setCertificateKeystorePassword(PASSWORD);
        tls.addCertificate(certificate);
        connector.addSslHostConfig(tls);
        Http2Protocol http2 = new Http2Protocol();
        http2.setMaxConcurrentStreams(streams);
        connector.addUpgradeProtocol(http2);
        return connector;
    }

    private static void makeCertificate(Path store) throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "h2",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool made no certificate");
        }
    }

    private static void trust(Path store) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("h2", keys.getCertificate("h2"));
        TrustManagerFactory managers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        SSLContext.setDefault(context);
    }

    @Override
    public void close() throws LifecycleException {
        SSLContext.setDefault(before);
        tomcat.stop();
        tomcat.destroy();
    }
}
