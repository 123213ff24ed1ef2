package org.tandemcache.far.redis.connection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An older Lettuce is told at start: the first put died of a NoClassDefFoundError. */
@Tag("server")
class LettuceFloorTest {
    @Test
    void lettuce_ofTheClassPath_isNewEnough() {
        assertThatCode(LettuceFloor::check).doesNotThrowAnyException();
    }

    @Test
    void lettuce_thatIsTooOld_isToldWithThePropertyThatChoosesIt() {
        ClassLoader older = new ClassLoader(null) {}; // has none of its classes

        assertThatThrownBy(() -> LettuceFloor.check(older, "6.8.2.RELEASE"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs Lettuce 7.0.3 or later")
                .hasMessageContaining("6.8.2.RELEASE")
                .hasMessageContaining("lettuce.version");
    }
}
