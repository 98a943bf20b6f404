package recurra.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may depend on what; docs/ARCHITECTURE.md has the table. */
@AnalyzeClasses(packages = "recurra", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SERVICES = {
        "recurra.gateway..", "recurra.embedder..", "recurra.indexer..", "recurra.admin.."
    };

    @ArchTest
    static final ArchRule matchingIsPure =
            noClasses()
                    .that()
                    .resideInAPackage("recurra.matching..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.springframework..",
                            "java.net..",
                            "java.sql..",
                            "org.apache.kafka..",
                            "recurra.schemas..",
                            "recurra.events..",
                            "recurra.store..")
                    .because(
                            "decisions are pure and deterministic: the same input, the same evidence");

    @ArchTest
    static final ArchRule schemasStandAlone =
            noClasses()
                    .that()
                    .resideInAnyPackage("recurra.schemas..", "recurra.events..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("recurra.matching..", "recurra.store..", "recurra.config..")
                    .because("whoever adds a consumer takes the contracts and nothing else");

    @ArchTest
    static final ArchRule storeKnowsNoService =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "recurra.store..",
                            "recurra.matching..",
                            "recurra.schemas..",
                            "recurra.config..",
                            "recurra.embedded..",
                            "recurra.simulator..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(SERVICES)
                    .because("libraries do not know who uses them");

    @ArchTest
    static final ArchRule servicesMeetInTheLog =
            slices().matching("recurra.(gateway|embedder|indexer|admin)..")
                    .should()
                    .notDependOnEachOther()
                    .because(
                            "they talk through the log and over HTTP, so that each scales and fails alone");

    @ArchTest
    static final ArchRule embedderKeepsNothing =
            noClasses()
                    .that()
                    .resideInAPackage("recurra.embedder..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("recurra.store..")
                    .because("the embedder turns events into events");

    @ArchTest
    static final ArchRule adaptersAreNamedAtTheRoot =
            classes()
                    .that()
                    .resideInAnyPackage(
                            "recurra.store.exact.redis..",
                            "recurra.store.flight.redis..",
                            "recurra.store.template.pgvector..",
                            "recurra.store.template.lucene..")
                    .should()
                    .onlyHaveDependentClassesThat()
                    .resideInAnyPackage(
                            "recurra.store..",
                            "recurra.gateway",
                            "recurra.indexer",
                            "recurra.admin")
                    .because("everybody else uses the interface");

    @ArchTest
    static final ArchRule noCyclesInTheGateway =
            slices().matching("recurra.gateway.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCyclesInTheStore =
            slices().matching("recurra.store.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCyclesInTheIndexer =
            slices().matching("recurra.indexer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCyclesInTheEmbedder =
            slices().matching("recurra.embedder.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCyclesInTheAdminApi =
            slices().matching("recurra.admin.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noCyclesInMatching =
            slices().matching("recurra.matching.(*)..").should().beFreeOfCycles();
}
