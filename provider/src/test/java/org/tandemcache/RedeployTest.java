package org.tandemcache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.runtime.ObjectMethods;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.tandemcache.testkit.RedisServer;
import org.tandemcache.testkit.WithRedis;

/** An application is deployed, works and is dropped: nothing may hold its class loader. */
@WithRedis(own = true)
class RedeployTest {
    /** Where Tandem lies. */
    enum Container {
        /** In the container, for all applications; the application brings its own classes alone. */
        SHARED {
            @Override
            ClassLoader loader() {
                return new OwnClasses(RedeployTest.class.getClassLoader());
            }
        },

        /** In the application, with all that it needs. */
        WITHIN {
            @Override
            ClassLoader loader() {
                return new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
            }
        };

        abstract ClassLoader loader();
    }

    @ParameterizedTest
    @EnumSource
    void loader_ofAClosedManager_isCollected(Container container, RedisServer redis) throws Throwable {
        WeakReference<ClassLoader> loader = deployed(container.loader(), redis, true);

        awaitCollected(loader);
    }

    /** It was held by the provider, the threads and listeners of its connections, and its beans, for ever. */
    @Test
    void loader_ofAManagerThatNobodyClosed_isCollectedAndLeavesNothing(RedisServer redis) throws Throwable {
        Logger logger = (Logger) LoggerFactory.getLogger("org.tandemcache.jcache.ManagerResources");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.list = new CopyOnWriteArrayList<>(); // written by the thread that closes
        log.start();
        logger.addAppender(log);
        try {
            WeakReference<ClassLoader> loader = deployed(Container.SHARED.loader(), redis, false);
            assertThat(redis.clients()).hasSize(2);
            assertThat(beans()).hasSize(7);
            assertThat(threads()).isNotEmpty();

            awaitCollected(loader);

            Await.until("no connection is left", () -> redis.clients().isEmpty());
            Await.until("no bean is left", () -> beans().isEmpty());
            Await.until(
                    () -> "no thread is left of " + threads(), () -> threads().isEmpty());
            // Netty failed on the cleaner's, once in some thousand times, and the close waited for nothing.
            assertThat(log.list)
                    .filteredOn(line -> line.getFormattedMessage()
                            .startsWith("Cache manager \"application\" was not closed before its application went"))
                    .extracting(ILoggingEvent::getThreadName)
                    .containsExactly("tandem-application-close");
        } finally {
            logger.detachAppender(log);
        }
    }

    /** The application may ask for it by its name whenever it wants. */
    @Test
    void manager_thatTheApplicationDoesNotHold_isThereForAsLongAsItsLoader(RedisServer redis) throws Throwable {
        ClassLoader loader = Container.SHARED.loader();
        deployed(loader, redis, false);
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        Await.until("what nobody holds is collected", () -> {
            System.gc();
            return garbage.get() == null;
        });
        CachingProvider provider = Caching.getCachingProvider(TandemCachingProvider.class.getName(), loader);

        CacheManager manager = provider.getCacheManager(URI.create("application"), loader);

        assertThat(manager.getCacheNames()).containsExactly("json", "kryo");
        assertThat(manager.getCache("json").containsKey("key")).isTrue();
        provider.close(loader);
    }

    private static void awaitCollected(WeakReference<ClassLoader> loader) throws Throwable {
        takeTheCacheOfRecords();
        Await.until("the class loader is collected", () -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private static Set<ObjectName> beans() {
        try {
            return ManagementFactory.getPlatformMBeanServer()
                    .queryNames(new ObjectName("*cache:CacheManager=application,*"), null);
        } catch (MalformedObjectNameException e) {
            throw new AssertionError(e);
        }
    }

    /** Their names, and what they do. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .map(thread -> thread.getKey().getName() + Arrays.toString(thread.getValue()))
                .filter(name -> name.startsWith("lettuce-") || name.startsWith("tandem-"))
                .toList();
    }

    /** In a thread that ends: what a library keeps in thread-local variables of a pool's thread is not Tandem's. */
    private static WeakReference<ClassLoader> deployed(ClassLoader loader, RedisServer redis, boolean closes)
            throws Exception {
        String uri = CacheFixture.waiting(redis.uri().toString(), "20s");
        @SuppressWarnings("unchecked") // it is one, of another loader
        BiConsumer<String, Boolean> application =
                (BiConsumer<String, Boolean>) loader.loadClass(RedeployedApplication.class.getName())
                        .getConstructor()
                        .newInstance();
        assertThat(application.getClass()).isNotEqualTo(RedeployedApplication.class);
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(() -> application.accept(uri, closes));
        thread.setContextClassLoader(loader);
        thread.setUncaughtExceptionHandler((any, failure) -> failures.add(failure));
        thread.start();
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(failures).isEmpty();
        return new WeakReference<>(loader);
    }

    /**
     * JDK 17 keeps the type of the component that a record's equals has last been linked for (asTypeCache of a method
     * handle in ObjectMethods), with its class loader; JDK 25 keeps the type of the record, softly, if its loader is
     * none of the JDK's. So both have to be another one's.
     */
    private static void takeTheCacheOfRecords() throws Throwable {
        Class<?> car = Container.SHARED.loader().loadClass(RedeployedApplication.Car.class.getName());
        Constructor<?> constructor = car.getConstructor(String.class, int.class);
        assertThat(constructor.newInstance("Beetle", 2)).isEqualTo(constructor.newInstance("Beetle", 2));
        record Other(Container container) {}
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        ObjectMethods.bootstrap(
                lookup,
                "equals",
                MethodType.methodType(boolean.class, Other.class, Object.class),
                Other.class,
                "container",
                lookup.findGetter(Other.class, "container", Container.class));
    }

    private static URL[] classPath() {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            try {
                urls.add(Path.of(entry).toUri().toURL());
            } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** Defines the application's classes itself and leaves all others to its parent. */
    private static final class OwnClasses extends ClassLoader {
        OwnClasses(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(RedeployedApplication.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> there = findLoadedClass(name);
                return there == null ? defined(name) : there;
            }
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
