package recurra.admin.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import recurra.admin.RunningAdmin;
import recurra.embedded.DatabaseLogin;
import recurra.schemas.Migrations;
import recurra.testing.TestPostgres;

/** A database that takes connections and never answers. */
class FrozenDatabaseIT {
    @Test
    void saysSoInTimeAndRecovers() throws Exception {
        try (TestPostgres postgres = TestPostgres.fresh()) {
            DatabaseLogin database = postgres.createDatabase();
            Migrations.migrate(database.dataSource(), false);
            try (RunningAdmin admin =
                    RunningAdmin.start(
                            "recurra.postgres.url=" + database.url(),
                            "recurra.postgres.user=" + database.user(),
                            "recurra.postgres.password=" + database.password(),
                            "recurra.postgres.deadline=1s")) {
                assertThat(admin.get("/admin/v1/entries").statusCode()).isEqualTo(200);
                postgres.freeze();
                for (int i = 0; i < 3; i++) {
                    long start = System.nanoTime();
                    HttpResponse<String> response = admin.get("/admin/v1/entries");
                    assertThat(response.statusCode()).isEqualTo(503);
                    assertThat(RunningAdmin.json(response).path("code").stringValue())
                            .isEqualTo("database_unavailable");
                    assertThat(Duration.ofNanos(System.nanoTime() - start))
                            .isLessThan(Duration.ofSeconds(5));
                }
                assertThat(admin.get("/healthz").statusCode()).isEqualTo(200);
                postgres.thaw();
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() ->
                                assertThat(admin.get("/admin/v1/entries").statusCode())
                                        .isEqualTo(200));
            }
        }
    }
}
