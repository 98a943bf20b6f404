package recurra.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class WrkTest {
    @Test
    void readsTheRate() {
        assertThat(
                        Wrk.parse(
                                """
                                Running 5s test @ http://127.0.0.1:20001/json
                                  1 threads and 32 connections
                                  Thread Stats   Avg      Stdev     Max   +/- Stdev
                                    Latency     0.88ms    1.02ms  19.64ms   91.70%
                                    Req/Sec    40.13k     3.14k   47.29k    64.00%
                                  199727 requests in 5.01s, 208.63MB read
                                Requests/sec:  39887.72
                                Transfer/sec:     41.67MB
                                """))
                .isEqualTo(new Wrk.Rate(39_887.72, 0));
    }

    @Test
    void countsWhatFailed() {
        assertThat(
                        Wrk.parse(
                                """
                                  Socket errors: connect 1, read 2, write 3, timeout 4
                                  Non-2xx or 3xx responses: 90
                                Requests/sec:    100.00
                                """))
                .isEqualTo(new Wrk.Rate(100, 100));
    }

    @Test
    void aRunWithoutARateIsAFailure() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Wrk.parse("unable to connect to 127.0.0.1:1 Connection refused"))
                .withMessageContaining("Connection refused");
    }

    @Test
    void versionWithoutTheRest() {
        assertThat(Wrk.version("wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012 Will Glozer\n"))
                .isEqualTo("wrk debian/4.1.0-3+b2");
    }
}
