package org.tandemcache.far.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tandemcache.far.FarTier;

class CommandNamesTest {
    /** One that is not known would fail in the call of a user, once somebody observes it. */
    @Test
    void operations_ofTheFarTier_allHaveCommands() {
        assertThat(Arrays.stream(FarTier.class.getMethods())
                        .filter(method -> !method.isDefault()) // what tells of the tier itself
                        .map(Method::getName))
                .isNotEmpty()
                .allSatisfy(name ->
                        assertThat(CommandNames.of(name, 3, false).name()).matches("[A-Z]+"));
    }

    @Test
    void writes_withTwoLifetimes_takeTheScript() {
        assertThat(CommandNames.of("put", 1, true).name()).isEqualTo("EVALSHA");
        assertThat(CommandNames.of("put", 1, false).name()).isEqualTo("SET");
    }
}
