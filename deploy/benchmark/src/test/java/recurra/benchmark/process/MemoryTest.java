package recurra.benchmark.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void readsWhatTheJvmSaysOfItsHeap() {
        assertThat(
                        Memory.used(
                                """
                                4711:
                                 garbage-first heap   total reserved 524288K, committed 77824K, used 43008K [0x00000000e0000000, 0x0000000100000000)
                                  region size 1024K, 3 young (3072K), 2 survivors (2048K)
                                 Metaspace       used 71040K, committed 71744K, reserved 1179648K
                                """))
                .isEqualTo(42);
    }

    @Test
    void saysSoWhereThereIsNoFigure() {
        assertThatExceptionOfType(ProgramException.class)
                .isThrownBy(() -> Memory.used("4711: No such process"))
                .withMessageContaining("No such process");
    }
}
