package org.tandemcache.examples;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.cache.Cache;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.expiry.Duration;
import javax.cache.integration.CompletionListenerFuture;
import org.jspecify.annotations.Nullable;

/** Lets the cache ask a loader for the currencies that it does not have. */
final class ReadingThrough implements Step {
    private static final long LONGEST_WAIT_SECONDS = 30;

    @Override
    public String title() {
        return "Read-through: a miss asks the loader, once for both nodes";
    }

    @Override
    public void run(Nodes nodes, Account account) {
        MoneyLoader loader = new MoneyLoader();
        var configuration = new MutableConfiguration<String, Money>()
                .setTypes(String.class, Money.class)
                .setReadThrough(true)
                .setCacheLoaderFactory(() -> loader)
                .setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(Duration.ONE_HOUR));
        List<Cache<String, Money>> caches = nodes.createCache("currencies", configuration);
        get("node-a: get, a miss", caches.get(0), "JPY", loader, account);
        get("node-a: get, a hit", caches.get(0), "JPY", loader, account);
        get("node-b: get, a hit", caches.get(1), "JPY", loader, account);
        get("node-b: get of what is no currency", caches.get(1), "TANDEM", loader, account);
        Collection<String> codes = MoneyLoader.codes();
        Timed<@Nullable Void> all = Timed.of(() -> loadAll(caches.get(1), codes));
        account.line("node-b: loadAll", told(codes.size() + " currencies", loader), all.nanos());
    }

    private static void get(String what, Cache<String, Money> cache, String code, MoneyLoader loader, Account account) {
        Timed<@Nullable Money> money = Timed.of(() -> cache.get(code));
        Money found = money.result();
        account.line(what, told(found == null ? "null" : found.name(), loader), money.nanos());
    }

    private static String told(String result, MoneyLoader loader) {
        return result + ", loader calls so far: " + loader.calls();
    }

    private static void loadAll(Cache<String, Money> cache, Collection<String> codes) {
        CompletionListenerFuture done = new CompletionListenerFuture();
        cache.loadAll(new HashSet<>(codes), false, done);
        try {
            done.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while currencies were loaded", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the currencies could not be loaded", e);
        }
    }
}
