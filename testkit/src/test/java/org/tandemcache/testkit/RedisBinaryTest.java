package org.tandemcache.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisBinaryTest {
    @ParameterizedTest
    @CsvSource({"Linux, amd64", "Linux, aarch64", "Mac OS X, x86_64", "Mac OS X, aarch64"})
    void resourceName_isInTheJar(String osName, String osArch) {
        assertThat(RedisBinary.class.getResource("/" + RedisBinary.resourceName(osName, osArch)))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"Windows 11, amd64", "Linux, riscv64"})
    void resourceName_ofOtherMachine_saysWhatToDo(String osName, String osArch) {
        assertThatExceptionOfType(RedisServerException.class)
                .isThrownBy(() -> RedisBinary.resourceName(osName, osArch))
                .withMessage("There is no embedded Redis for " + osName + " on " + osArch
                        + ": set tandem.test.redis to redis://host:port of a running server, or to image:redis:8");
    }

    @Test
    void path_isUnpackedOnce() {
        assertThat(RedisBinary.path()).isExecutable().isEqualTo(RedisBinary.path());
    }
}
