package org.tandemcache.examples.recipes.lock;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a lock protects, and what checks its fence: stands for a row, and for {@code update account set balance = ?,
 * fence = ? where id = ? and fence <= ?}. Thread-safe.
 */
final class FencedAccount {
    private final Lock lock = new ReentrantLock();
    private long highest;
    private long balance;

    /** False, and nothing is changed, if a later holder was here. */
    boolean deposit(long amount, long fence) {
        lock.lock();
        try {
            if (fence < highest) {
                return false;
            }
            highest = fence;
            balance += amount;
            return true;
        } finally {
            lock.unlock();
        }
    }

    long balance() {
        lock.lock();
        try {
            return balance;
        } finally {
            lock.unlock();
        }
    }
}
