package org.tandemcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ClassFilterTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(ClassFilter.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final RefusedClasses ofManager = new RefusedClasses();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
    }

    private ClassFilter filter(String cache, String... allow) {
        return new ClassFilter(cache, ClassFilter.Mode.LEARNED, List.of(allow), List.of(), ofManager);
    }

    @ParameterizedTest
    @CsvSource({
        "@spring, org.springframework.cache.interceptor.SimpleKey",
        "@spring, org.springframework.cache.support.NullValue",
        "@spring, org.springframework.data.domain.PageImpl",
        "@spring-security, org.springframework.security.core.userdetails.User",
        "@hibernate, org.hibernate.cache.spi.entry.StandardCacheEntryImpl"
    })
    void preset_allowsWhatTheFrameworkPutsIntoCaches_andNothingElse(String preset, String className) {
        assertThat(filter("with", preset).allows(className)).isTrue();
        assertThat(filter("with", preset).allows("org.springframework.aop.framework.ProxyFactory"))
                .isFalse();
        assertThat(filter("with", preset).allows("com.acme.Order")).isFalse();
        assertThat(filter("without").allows(className)).isFalse();
    }

    @Test
    void preset_thatIsNotThere_isToldWithThoseThatAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> filter("cache", "@sprung"))
                .withMessageContaining("\"@sprung\"")
                .withMessageContaining("@hibernate, @spring, @spring-security");
    }

    @Test
    void refusals_ofAManager_areGatheredInOneSettingToCopy() {
        refuse(filter("orders", "com.acme.base.*"), "com.acme.shop.Order");
        refuse(filter("items"), "com.acme.shop.Item");
        refuse(filter("items"), "org.springframework.cache.support.NullValue");

        assertThat(appender.list.get(2).getFormattedMessage())
                .contains("Cache \"items\"", "org.springframework.cache.support.NullValue")
                .contains(
                        "tandem.cache-defaults.codec.allow = [\"@spring\", \"com.acme.base.*\", \"com.acme.shop.**\"]");
    }

    @Test
    void setting_thatIsCopiedFromTheWarning_allowsAllThatWasRefused() {
        refuse(filter("orders"), "com.acme.shop.Order");
        refuse(filter("orders"), "org.hibernate.cache.spi.entry.StandardCacheEntryImpl");

        ClassFilter next = filter("orders", "@hibernate", "com.acme.shop.**");

        assertThat(appender.list.get(1).getFormattedMessage()).contains("[\"@hibernate\", \"com.acme.shop.**\"]");
        assertThat(next.allows("com.acme.shop.Order")).isTrue();
        assertThat(next.allows("org.hibernate.cache.spi.entry.StandardCacheEntryImpl"))
                .isTrue();
    }

    private static void refuse(ClassFilter filter, String className) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> filter.check(className))
                .withMessageContaining(className)
                .withMessageContaining("codec.allow");
    }
}
