package org.tandemcache.note;

import java.util.Map;
import java.util.TreeMap;

/**
 * Which changes of one writer were heard, so that those that were not are found out. They come in about the order of
 * their numbers: one is missed only if it has not come when the writer says that it is behind it. Not thread-safe.
 */
final class HeardNumbers {
    /** How many holes are kept; what is behind more of them counts as missed. */
    static final int MOST_HOLES = 10_000;

    // The ranges of numbers above the settled ones that were heard, each by its first one.
    private final TreeMap<Long, Long> heard = new TreeMap<>();
    private final long first;
    private long settled;

    /** @param first the number from which on every one is to be heard */
    HeardNumbers(long first) {
        this.first = first;
        this.settled = first - 1;
    }

    /**
     * A change was heard.
     *
     * @return whether it is to be told; else it has come so late that it was told as missed
     */
    boolean hear(long number) {
        if (number < first) {
            return true; // sent before anybody listened, and arrived behind others
        }
        if (number <= settled) {
            return false;
        }
        Map.Entry<Long, Long> before = heard.floorEntry(number);
        if (before != null && number <= before.getValue()) {
            return false; // twice, which no server does
        }
        long from = before != null && before.getValue() == number - 1 ? before.getKey() : number;
        Long to = heard.remove(number + 1);
        heard.put(from, to == null ? number : to);
        return true;
    }

    /** Whether there are too many holes to wait for the writer's next word. */
    boolean isFull() {
        return heard.size() > MOST_HOLES;
    }

    /** The highest number that was heard; the last one before the first if none was. */
    long highest() {
        return heard.isEmpty() ? settled : heard.lastEntry().getValue();
    }

    /** Up to which number nothing is expected any more. */
    long settled() {
        return settled;
    }

    /**
     * Nothing is to be expected any more up to this number.
     *
     * @return how many up to there were missed
     */
    long settle(long number) {
        long missed = Math.max(0, number - settled);
        while (!heard.isEmpty() && heard.firstKey() <= number) {
            Map.Entry<Long, Long> range = heard.pollFirstEntry();
            missed -= Math.min(number, range.getValue()) - range.getKey() + 1;
            if (range.getValue() > number) {
                heard.put(number + 1, range.getValue());
            }
        }
        settled = Math.max(settled, number);
        return missed;
    }
}
