package org.tandemcache.hibernate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.tandemcache.hibernate.AdversaryReading.Row;

/**
 * What an adversary's nodes tell of each row: changes as they happen, and what stood in Redis when a read was wrong.
 * All times are microseconds of the machine's monotonic clock, which its processes share.
 */
final class AdversaryRecord {
    private static final Pattern LINE = Pattern.compile("(?:DID|SAW) (\\d+) (Row\\[[^]]*]|all): .*");
    private static final long BEFORE_MICROS = 5_000_000;

    private AdversaryRecord() {}

    static long now() {
        return System.nanoTime() / 1_000;
    }

    static void tell(String word, long at, Object row, String what) {
        System.out.println(word + " " + at + " " + row + ": " + what);
    }

    /** Changes a row, and tells when it was committed and how many changes the journal held before and behind that. */
    static void change(TestNode node, Row row, String what, Runnable behindCommit, Consumer<Session> work) {
        long began = now();
        StringBuilder story = new StringBuilder();
        node.write(s -> {
            work.accept(s);
            CommitHooks.BEFORE_COMMIT.set(() -> note(story, "commits", began));
            CommitHooks.AFTER_COMMIT.set(() -> {
                note(story, "committed", began);
                tell("DID", began, row, what + story);
                behindCommit.run();
            });
        });
    }

    private static void note(StringBuilder story, String what, long began) {
        story.append(", ").append(what).append(" +").append(now() - began);
        story.append(" with ").append(Metrics.sum("JournalSize")).append(" in the journal");
    }

    /** The cell of a row's entity and the record of its region, as somebody without near copies is given them. */
    static String cell(TestNode judge, Row row) {
        SessionFactoryImplementor factory = judge.factory().unwrap(SessionFactoryImplementor.class);
        EntityPersister persister = factory.getMappingMetamodel().getEntityDescriptor(row.type());
        if (!(persister.getCacheAccessStrategy() instanceof EntityCells access)) {
            return "its cache has no cells";
        }
        String key = CellAccess.text(access.generateCacheKey(row.id(), persister, factory, null));
        CellStore<String> store = access.cells().store();
        Cell cell = store.get(key);
        long offset = now() - store.began(key, System.nanoTime());
        return cell instanceof Cell.Value value
                ? "its cell is of who began at " + (value.since() + offset) + ", unlocked at "
                        + (value.unlockedAt() == 0 ? "no time" : Long.toString(value.unlockedAt() + offset))
                : "its cell is " + cell;
    }

    /** What nodes have told of each wrong read, with what befell its row in the seconds before. */
    static List<String> stories(List<String> told) {
        List<String> stories = new ArrayList<>();
        for (String line : told) {
            Matcher saw = LINE.matcher(line);
            if (line.contains(" SAW ") && saw.find()) {
                long at = Long.parseLong(saw.group(1));
                stories.add(line);
                told.stream()
                        .filter(other -> other.contains(" DID ") && isOf(other, saw.group(2), at))
                        .sorted((one, other) -> Long.compare(time(one), time(other)))
                        .forEach(other -> stories.add("    " + (time(other) - at) + " us: " + other));
            }
        }
        return stories;
    }

    private static boolean isOf(String line, String row, long at) {
        boolean concerns = line.contains(" " + row + ": ") || line.contains(" all: ");
        return concerns && time(line) > at - BEFORE_MICROS && time(line) <= at;
    }

    private static long time(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
