package org.tandemcache.management;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.cache.CacheException;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/**
 * What one manager shows in the platform's MBean server. The server belongs to the JVM and keeps what it is given, so
 * it is given beans that hold their cache weakly. Thread-safe.
 */
public final class ShownBeans implements AutoCloseable {
    private final Set<ObjectName> shown = ConcurrentHashMap.newKeySet();

    /**
     * Shows a bean, unless somebody shows one of that name already.
     *
     * @param bean held weakly: its owner keeps it
     */
    <T> void show(ObjectName name, Class<T> type, T bean) {
        if (!shown.add(name)) {
            return;
        }
        try {
            server().registerMBean(new WeakBean<>(type, bean), name);
        } catch (InstanceAlreadyExistsException e) {
            shown.remove(name); // two managers of one URI in different class loaders: the first one shows
        } catch (JMException e) {
            shown.remove(name);
            throw changed(name, e);
        }
    }

    /** Hides a bean that is shown by this manager. */
    void hide(ObjectName name) {
        if (!shown.remove(name)) {
            return;
        }
        try {
            server().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            // somebody else took it away, as was to be done
        } catch (JMException e) {
            throw changed(name, e);
        }
    }

    /** Hides whatever is shown. */
    @Override
    public void close() {
        shown.forEach(this::hide);
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private static CacheException changed(ObjectName name, JMException cause) {
        return new CacheException("the MBean " + name + " can't be changed", cause);
    }

    /** An MXBean that asks another one for as long as that one is there. */
    private static final class WeakBean<T> extends StandardMBean {
        private final Class<T> type;
        private final String className;

        WeakBean(Class<T> type, T bean) {
            super(
                    type.cast(Proxy.newProxyInstance(
                            WeakBean.class.getClassLoader(),
                            new Class<?>[] {type},
                            new Asking(new WeakReference<>(bean)))),
                    type,
                    true);
            this.type = type;
            this.className = bean.getClass().getName();
        }

        @Override
        protected @Nullable String getDescription(MBeanInfo info) {
            return Descriptions.of(type, super.getDescription(info));
        }

        @Override
        protected @Nullable String getDescription(MBeanAttributeInfo attribute) {
            return Descriptions.ofAttribute(type, attribute.getName(), super.getDescription(attribute));
        }

        @Override
        protected @Nullable String getDescription(MBeanOperationInfo operation) {
            return Descriptions.ofOperation(type, operation.getName(), super.getDescription(operation));
        }

        @Override
        protected @Nullable String getDescription(
                MBeanOperationInfo operation, MBeanParameterInfo parameter, int index) {
            return Descriptions.ofParameter(
                    type, operation.getName(), index, super.getDescription(operation, parameter, index));
        }

        @Override
        protected String getClassName(MBeanInfo info) {
            return className;
        }
    }

    private record Asking(WeakReference<?> bean) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            Object asked = method.getDeclaringClass() == Object.class ? this : bean.get();
            if (asked == null) {
                throw new IllegalStateException("the cache of this MBean is gone");
            }
            try {
                return method.invoke(asked, arguments);
            } catch (InvocationTargetException e) {
                throw Objects.requireNonNullElse(e.getCause(), e);
            }
        }
    }
}
