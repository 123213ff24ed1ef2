package org.tandemcache.hibernate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.engine.jdbc.connections.internal.DriverManagerConnectionProviderImpl;
import org.jspecify.annotations.Nullable;

/** Hibernate's own connection pool, with something that happens in this thread right behind a commit: once. */
@SuppressWarnings("removal") // Hibernate has no other one to build on
public final class CommitHooks extends DriverManagerConnectionProviderImpl {
    static final ThreadLocal<@Nullable Runnable> AFTER_COMMIT = new ThreadLocal<>();

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
                        Object answer = method.invoke(real, arguments);
                        if (method.getName().equals("commit")) {
                            Runnable hook = AFTER_COMMIT.get();
                            AFTER_COMMIT.remove();
                            if (hook != null) {
                                hook.run();
                            }
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
