package org.tandemcache.hibernate;

import java.util.List;
import org.hibernate.boot.registry.selector.SimpleStrategyRegistrationImpl;
import org.hibernate.boot.registry.selector.StrategyRegistration;
import org.hibernate.boot.registry.selector.StrategyRegistrationProvider;
import org.hibernate.cache.spi.RegionFactory;

/** Lets Hibernate's configuration call the region factory by its short name. */
public final class TandemStrategies implements StrategyRegistrationProvider {
    /** Made by Hibernate. */
    public TandemStrategies() {}

    @Override
    public Iterable<StrategyRegistration<?>> getStrategyRegistrations() {
        return List.of(new SimpleStrategyRegistrationImpl<>(
                RegionFactory.class, TandemRegionFactory.class, TandemRegionFactory.SHORT_NAME));
    }
}
