package org.tandemcache.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a JUnit 5 or 6 class a real Redis: any parameter of type {@link RedisServer}, of the constructor,
 * a test or a life cycle method, receives it.
 *
 * <pre>{@code
 * @WithRedis
 * class BasketTest {
 *     @Test
 *     void basket_isKept(RedisServer redis) {
 *         var baskets = new Baskets(redis.uri());
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>The server is started once for the class, its nested classes included, and ends with it. Before each test it is
 * emptied ({@code FLUSHALL}), and brought back if the test before had paused or killed it. It comes from where
 * {@link RedisSource} says.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RedisExtension.class)
public @interface WithRedis {
    /** Lines of {@code redis.conf} to add, such as {@code "maxmemory 10mb"}; none by default. */
    String[] config() default {};

    /**
     * Whether the tests need a server that nobody else uses, because they stop, freeze or debug it, or change its
     * settings: where the system property names one that is running already, they get an
     * {@linkplain RedisServer#embedded embedded one}. No by default.
     */
    boolean own() default false;
}
