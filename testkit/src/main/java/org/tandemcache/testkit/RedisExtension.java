package org.tandemcache.testkit;

import java.util.Objects;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link WithRedis} does. The server is kept in the store of the outermost class, where nested ones find it. */
final class RedisExtension implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(RedisExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        if (store.get(RedisServer.class) == null) {
            store.put(RedisServer.class, start(context));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        server(context).freshen();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // Removes only what this very context has put, so a nested class doesn't end its parent's server.
        RedisServer server = context.getStore(NAMESPACE).remove(RedisServer.class, RedisServer.class);
        if (server != null) {
            server.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server(context);
    }

    private static RedisServer server(ExtensionContext context) {
        RedisServer server = context.getStore(NAMESPACE).get(RedisServer.class, RedisServer.class);
        return Objects.requireNonNull(server, "put there before all tests");
    }

    private static RedisServer start(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), WithRedis.class)
                .map(with -> RedisServer.start(source(with), with.config()))
                .orElseGet(RedisServer::start);
    }

    private static RedisSource source(WithRedis with) {
        RedisSource source = RedisSource.fromProperty();
        return with.own() && source instanceof RedisSource.Running ? RedisSource.embedded() : source;
    }
}
