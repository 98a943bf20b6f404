package recurra.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.env.Environment;
import recurra.config.Binding;
import recurra.config.InvalidConfigurationException;
import recurra.config.Secret;
import recurra.gateway.admission.Admission;
import recurra.gateway.cachecontrol.RoutePolicy;
import recurra.gateway.completion.CompletionSettings;
import recurra.gateway.config.GatewayProperties;
import recurra.gateway.cost.Price;
import recurra.gateway.cost.PriceFile;
import recurra.gateway.cost.Prices;
import recurra.gateway.credential.Authenticator;
import recurra.gateway.credential.KeyFile;
import recurra.gateway.credential.KeyFileAuthenticator;
import recurra.gateway.credential.PassThroughAuthenticator;
import recurra.gateway.credential.TenantSecret;
import recurra.gateway.embedding.EmbedderClient;
import recurra.gateway.embedding.EmbeddingsSettings;
import recurra.gateway.health.PartsMonitor;
import recurra.gateway.http.ClientConnection;
import recurra.gateway.http.ClientProtocol;
import recurra.gateway.http.RequestIds;
import recurra.gateway.join.Flights;
import recurra.gateway.join.SharedFilling;
import recurra.gateway.lookup.AnswerLookup;
import recurra.gateway.lookup.Degradation.Part;
import recurra.gateway.lookup.PartGuard;
import recurra.gateway.lookup.TemplateTier;
import recurra.gateway.provider.Provider;
import recurra.gateway.provider.ProviderRegistry;
import recurra.gateway.provider.ProviderSettings;
import recurra.gateway.provider.RouteSettings;
import recurra.gateway.provider.Upstream;
import recurra.gateway.provider.UpstreamSettings;
import recurra.gateway.provider.timeout.LearnedTimeouts;
import recurra.gateway.publish.EventPublisher;
import recurra.gateway.publish.PublishSettings;
import recurra.gateway.publish.TopicSetup;
import recurra.gateway.replay.AnswerReplay;
import recurra.gateway.replay.ReadyAnswers;
import recurra.gateway.writebehind.WriteBehind;
import recurra.matching.ExactKey;
import recurra.matching.Sha256;
import recurra.matching.TenantId;
import recurra.matching.request.Declaration;
import recurra.matching.request.RequestLimits;
import recurra.matching.request.VolatileSlots;
import recurra.matching.template.TemplateMatcher;
import recurra.matching.template.TemplateThresholds;
import recurra.matching.text.Phrases;
import recurra.schemas.TopicSettings;
import recurra.store.entry.EntryReader;
import recurra.store.exact.ExactCache;
import recurra.store.flight.SharedFlights;
import recurra.store.postgres.SchemaVersion;

/** Puts the gateway together. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {
    /** Calls of a part that take so many times its deadline are slow, whatever they bring. */
    private static final int SLOW = 2;

    /** A part that had this share of its deadline, one in so many, had its chance to answer. */
    private static final int FAIR = 2;

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);
    private static final BigDecimal NANO_USD_PER_TOKEN = BigDecimal.valueOf(1_000);

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    RequestIds requestIds() {
        return new RequestIds();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> clientConnections() {
        return server -> {
            server.setProtocol(ClientProtocol.class.getName());
            server.addEngineValves(new ClientConnection.Valve());
        };
    }

    @Bean
    Authenticator authenticator(GatewayProperties properties, Environment environment) {
        Optional<Path> keys = given(properties.keys().file());
        if (keys.isPresent()) {
            return new KeyFileAuthenticator(KeyFile.read(keys.get()));
        }
        Binding.requireLoopback(
                Binding.parse(environment.getProperty("server.address")),
                "give the gateway keys of its own with recurra.keys.file (RECURRA_KEYS_FILE).");
        Secret secret = properties.tenantSecret();
        return new PassThroughAuthenticator(
                secret.isEmpty() ? TenantSecret.in(properties.data()) : secret);
    }

    @Bean
    ProviderRegistry providerRegistry(GatewayProperties properties, MeterRegistry meters) {
        List<Provider> providers =
                properties.providers().entrySet().stream()
                        .flatMap(entry ->
                                settings(entry.getKey(), entry.getValue(), properties.upstream())
                                        .stream())
                        .map(settings -> new Provider(settings, meters))
                        .toList();
        List<RouteSettings> routes =
                properties.routes().entrySet().stream()
                        .map(entry -> route(entry.getKey(), entry.getValue()))
                        .toList();
        ProviderRegistry registry = new ProviderRegistry(providers, routes);
        registry.warm();
        return registry;
    }

    private static RouteSettings route(String name, GatewayProperties.Route route) {
        return new RouteSettings(
                name,
                route.models().isEmpty() ? List.of(name) : route.models(),
                route.chain().stream()
                        .map(step ->
                                new RouteSettings.Step(
                                        step.provider(),
                                        Optional.of(step.model())
                                                .filter(model -> !model.isEmpty())))
                        .toList(),
                new RoutePolicy(
                        Optional.ofNullable(route.replay()),
                        route.template(),
                        Phrases.of(route.keptApart()),
                        new Declaration(
                                VolatileSlots.of(route.volatileSlots()),
                                Set.copyOf(route.alsoCompared()))));
    }

    @Bean
    LearnedTimeouts learnedTimeouts(GatewayProperties properties, Clock clock) {
        return LearnedTimeouts.in(properties.data(), clock);
    }

    @Bean
    Upstream upstream(
            GatewayProperties properties,
            LearnedTimeouts timeouts,
            Clock clock,
            MeterRegistry meters) {
        GatewayProperties.Upstream settings = properties.upstream();
        return new Upstream(
                new UpstreamSettings(
                        settings.retries(),
                        settings.deadline(),
                        settings.pause(),
                        settings.adaptiveTimeouts(),
                        settings.firstTokenFloor(),
                        settings.silenceFloor()),
                timeouts,
                clock,
                meters);
    }

    private static Optional<ProviderSettings> settings(
            String name, GatewayProperties.Provider provider, GatewayProperties.Upstream upstream) {
        if (provider.baseUrl().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ProviderSettings(
                        name,
                        address("recurra.providers." + name + ".base-url", provider.baseUrl()),
                        provider.apiKey(),
                        provider.models(),
                        provider.connectTimeout(),
                        provider.firstByteTimeout(),
                        provider.idleTimeout(),
                        provider.streamUsage(),
                        provider.checkModels(),
                        provider.concurrency(),
                        upstream.probeInterval()));
    }

    /** The address without a slash at its end. */
    private static URI address(String property, String text) {
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw notAnAddress(property, text, e);
        }
        throw notAnAddress(property, text, null);
    }

    private static InvalidConfigurationException notAnAddress(
            String property, String text, @Nullable Exception cause) {
        return new InvalidConfigurationException(
                property + " is not an address: '" + text + "'.",
                "Set it to one such as https://api.openai.com/v1 or http://127.0.0.1:8082.",
                cause);
    }

    @Bean
    Prices prices(GatewayProperties properties) {
        Map<String, Price> general =
                given(properties.pricing().file()).map(PriceFile::read).orElse(Map.of());
        Map<String, Price> special =
                properties.pricing().models().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, entry -> price(entry.getValue())));
        return new Prices(general, special);
    }

    private static Price price(GatewayProperties.Price price) {
        BigDecimal prompt = price.promptUsdPerMillion().multiply(NANO_USD_PER_TOKEN);
        BigDecimal cached = price.cachedUsdPerMillion();
        return new Price(
                prompt,
                price.completionUsdPerMillion().multiply(NANO_USD_PER_TOKEN),
                cached == null ? prompt : cached.multiply(NANO_USD_PER_TOKEN));
    }

    @Bean
    PartGuard redisGuard(GatewayProperties properties) {
        return guard(Part.REDIS, properties.redis().timeout());
    }

    @Bean
    PartGuard postgresGuard(GatewayProperties properties) {
        Duration timeout = properties.postgres().timeout();
        Duration budget = properties.template().budget();
        return new PartGuard(
                Part.POSTGRES,
                timeout.multipliedBy(SLOW),
                (timeout.compareTo(budget) < 0 ? timeout : budget).dividedBy(FAIR));
    }

    @Bean
    PartGuard embedderGuard(GatewayProperties properties) {
        return guard(Part.EMBEDDER, properties.template().budget());
    }

    private static PartGuard guard(Part part, Duration deadline) {
        return new PartGuard(part, deadline.multipliedBy(SLOW), deadline.dividedBy(FAIR));
    }

    @Bean
    EmbedderClient embedderClient(GatewayProperties properties) {
        return new EmbedderClient(address("recurra.embedder.url", properties.embedder().url()));
    }

    @Bean
    EmbeddingsSettings embeddingsSettings(GatewayProperties properties) {
        return new EmbeddingsSettings(
                properties.limits().requestBody(), properties.embedder().timeout());
    }

    @Bean
    TemplateTier templateTier(
            EmbedderClient embedder,
            @Qualifier("embedderGuard") PartGuard embedderGuard,
            TemplateIndexSelector index,
            EntryReader entries,
            @Qualifier("postgresGuard") PartGuard postgresGuard,
            GatewayProperties properties,
            MeterRegistry meters) {
        GatewayProperties.Template template = properties.template();
        return new TemplateTier(
                embedder,
                embedderGuard,
                index,
                entries,
                postgresGuard,
                new TemplateMatcher(TemplateThresholds.DEFAULTS),
                template.budget(),
                template.candidates(),
                template.concurrency(),
                meters);
    }

    @Bean
    WriteBehind writeBehind(
            ExactCache exact,
            @Qualifier("redisGuard") PartGuard redisGuard,
            GatewayProperties properties,
            MeterRegistry meters) {
        GatewayProperties.WriteBehind settings = properties.writeBehind();
        return new WriteBehind(
                exact,
                redisGuard,
                settings.queue(),
                settings.queueBytes().toBytes(),
                settings.workers(),
                meters);
    }

    @Bean
    AnswerLookup answerLookup(
            WriteBehind writeBehind,
            ExactCache exact,
            @Qualifier("redisGuard") PartGuard redisGuard,
            EntryReader entries,
            @Qualifier("postgresGuard") PartGuard postgresGuard,
            TemplateTier templates,
            GatewayProperties properties,
            Clock clock) {
        return new AnswerLookup(
                writeBehind,
                exact,
                redisGuard,
                entries,
                postgresGuard,
                properties.template().enabled() ? Optional.of(templates) : Optional.empty(),
                clock);
    }

    @Bean
    SharedFilling sharedFilling(
            SharedFlights shared,
            @Qualifier("redisGuard") PartGuard redisGuard,
            WriteBehind writeBehind,
            GatewayProperties properties,
            MeterRegistry meters) {
        return new SharedFilling(
                shared,
                redisGuard,
                writeBehind,
                Math.toIntExact(properties.limits().event().toBytes()),
                meters);
    }

    // Answers are called off before the connections are closed by which they come: else other
    // gateways would take the end of these for the provider's failure. And those that are there
    // are handed over before nobody takes them any more.
    @Bean
    @DependsOn({"providerRegistry", "writeBehind", "eventPublisher"})
    Flights flights(SharedFilling sharing, GatewayProperties properties, MeterRegistry meters) {
        return new Flights(
                properties.limits().recording().toBytes(),
                properties.join().deserted() == GatewayProperties.Deserted.FINISH,
                properties.join().acrossGateways() ? Optional.of(sharing) : Optional.empty(),
                meters);
    }

    @Bean
    Admission admission(GatewayProperties properties, Flights flights, MeterRegistry meters) {
        GatewayProperties.Limits limits = properties.limits();
        long heap = Runtime.getRuntime().maxMemory();
        return new Admission(
                limits.concurrentRequests(),
                limits.memory().toBytes() > 0 ? limits.memory().toBytes() : heap / 4 * 3,
                flights::bufferedBytes,
                meters);
    }

    @Bean
    AnswerReplay answerReplay(GatewayProperties properties, MeterRegistry meters) {
        return new AnswerReplay(
                new ReadyAnswers(properties.redis().near(), meters),
                properties.cache().replayLimit());
    }

    @Bean
    PublishSettings publishSettings(GatewayProperties properties) {
        GatewayProperties.Kafka kafka = properties.kafka();
        GatewayProperties.Publish publish = properties.publish();
        return new PublishSettings(
                kafka.bootstrap(),
                properties.schemaRegistryUrl(),
                publish.queue(),
                publish.queueBytes().toBytes(),
                properties.data().resolve("spool"),
                publish.spool().toBytes(),
                publish.deliveryTimeout(),
                new TopicSettings(
                        kafka.partitions(),
                        kafka.replicationFactor(),
                        TopicSettings.DEFAULTS.requestsRetention()));
    }

    @Bean
    TopicSetup topicSetup(PublishSettings settings) {
        return new TopicSetup(settings);
    }

    @Bean
    EventPublisher eventPublisher(PublishSettings settings, MeterRegistry meters) {
        return new EventPublisher(settings, meters);
    }

    @Bean
    CompletionSettings completionSettings(GatewayProperties properties) {
        GatewayProperties.Limits limits = properties.limits();
        return new CompletionSettings(
                new RequestLimits(
                        Math.toIntExact(limits.requestBody().toBytes()),
                        limits.requestDepth(),
                        limits.requestMessages()),
                limits.recording(),
                limits.event(),
                properties.cache().ttl(),
                properties.cache().replay(),
                properties.join().keepAlive());
    }

    @Bean
    PartsMonitor partsMonitor(
            ExactCache exact,
            DataSource dataSource,
            TemplateTier templates,
            EmbedderClient embedder,
            EventPublisher publisher,
            GatewayProperties properties) {
        TenantId nobody = new TenantId("health");
        ExactKey nothing = new ExactKey(Sha256.hex("health"));
        Map<String, BooleanSupplier> probes = new LinkedHashMap<>();
        probes.put(
                "redis",
                () -> {
                    exact.find(nobody, nothing, Optional.empty());
                    return true;
                });
        probes.put("postgres", () -> SchemaVersion.isReady(dataSource));
        probes.put("embedder", () -> embedder.isReady(PROBE_TIMEOUT));
        if (properties.template().enabled()) {
            probes.put("templates", templates::isReady);
        }
        probes.put("kafka", () -> !publisher.isSpooling());
        return new PartsMonitor(probes);
    }

    /** The path, unless the environment variable behind it is not set. */
    private static Optional<Path> given(String path) {
        return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
    }
}
