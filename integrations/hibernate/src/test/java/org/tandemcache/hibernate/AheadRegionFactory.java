package org.tandemcache.hibernate;

import java.util.concurrent.TimeUnit;
import org.hibernate.cache.jcache.internal.JCacheRegionFactory;
import org.hibernate.cache.spi.support.SimpleTimestamper;

/** Hibernate's own for JCache, on a node whose wall clock is ten seconds ahead. */
public final class AheadRegionFactory extends JCacheRegionFactory {
    private static final long serialVersionUID = 1L;
    private static final long AHEAD = TimeUnit.SECONDS.toMillis(10) * SimpleTimestamper.ONE_MS;

    /** Made by Hibernate. */
    public AheadRegionFactory() {}

    @Override
    public long nextTimestamp() {
        return super.nextTimestamp() + AHEAD;
    }
}
