package recurra.gateway.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import recurra.config.Secret;
import recurra.gateway.error.GatewayException;

class PassThroughAuthenticatorTest {
    private final Authenticator authenticator = new PassThroughAuthenticator(Secret.of("s"));

    @Test
    void theTenantFollowsFromTheKeyAndTheSecret() {
        Caller caller = authenticator.authenticate("Bearer sk-1");

        assertThat(caller).isEqualTo(authenticator.authenticate("Bearer sk-1"));
        assertThat(caller.tenant())
                .isEqualTo(authenticator.authenticate("bearer  sk-1").tenant())
                .isNotEqualTo(authenticator.authenticate("Bearer sk-2").tenant())
                .isNotEqualTo(
                        new PassThroughAuthenticator(Secret.of("t"))
                                .authenticate("Bearer sk-1")
                                .tenant());
        assertThat(caller.tenant().value()).matches("k-[0-9a-f]{32}");
        assertThat(caller.authorization()).isEqualTo("Bearer sk-1");
        assertThat(caller.toString()).doesNotContain("sk-1");
    }

    @Test
    void whoHasNoKeyIsLocal() {
        assertThat(authenticator.authenticate(null).tenant())
                .isEqualTo(PassThroughAuthenticator.LOCAL);
    }

    @Test
    void otherCredentialsAreRefused() {
        assertThatThrownBy(() -> authenticator.authenticate("Basic abc"))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("Bearer");
    }
}
