package org.tandemcache.hibernate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.engine.jdbc.connections.internal.DriverManagerConnectionProviderImpl;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's own connection pool, with something that happens in this thread right before or behind a commit, or
 * before a row is updated that is locked in the cache already: once.
 */
@SuppressWarnings("removal") // Hibernate has no other one to build on
public final class CommitHooks extends DriverManagerConnectionProviderImpl {
    static final ThreadLocal<@Nullable Runnable> BEFORE_COMMIT = new ThreadLocal<>();

    static final ThreadLocal<@Nullable Runnable> AFTER_COMMIT = new ThreadLocal<>();

    static final ThreadLocal<@Nullable Runnable> BEFORE_UPDATE = new ThreadLocal<>();

    private static void run(ThreadLocal<@Nullable Runnable> hooks) {
        Runnable hook = hooks.get();
        hooks.remove();
        if (hook != null) {
            hook.run();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection real = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                CommitHooks.class.getClassLoader(),
                new Class<?>[] {Connection.class, Wrapped.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Wrapped.class) {
                        return real;
                    }
                    try {
                        if (method.getName().equals("prepareStatement")
                                && arguments[0].toString().startsWith("update")) {
                            run(BEFORE_UPDATE);
                        }
                        if (method.getName().equals("commit")) {
                            run(BEFORE_COMMIT);
                        }
                        Object answer = method.invoke(real, arguments);
                        if (method.getName().equals("commit")) {
                            run(AFTER_COMMIT);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The connection behind the proxy. */
    public interface Wrapped {
        Connection real();
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        super.closeConnection(connection instanceof Wrapped wrapped ? wrapped.real() : connection);
    }
}
