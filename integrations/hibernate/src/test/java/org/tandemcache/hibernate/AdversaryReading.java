package org.tandemcache.hibernate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.hibernate.Session;

/** The ways in which an adversary's nodes read a row. */
enum AdversaryReading {
    /** By its id, with its collection. */
    ENTITY {
        @Override
        boolean isRight(Session session, Row row, int committed) {
            Rows.Row found = session.find(row.type(), row.id());
            int given = found instanceof Rows.Rich rich
                    ? Math.min(Integer.parseInt(rich.name), Integer.parseInt(rich.tags.get(0)))
                    : Integer.parseInt(found.name);
            return given >= committed;
        }
    },
    /** By a query whose result is cached. */
    QUERY {
        @Override
        boolean isRight(Session session, Row row, int committed) {
            String given = session.createQuery("select name from " + row.name() + " where id = :id", String.class)
                    .setParameter("id", row.id())
                    .setCacheable(true)
                    .getSingleResult();
            return Integer.parseInt(given) >= committed;
        }
    },
    /** By a natural id that it had and has no more: rows count up in it. */
    NATURAL_ID {
        @Override
        boolean isRight(Session session, Row row, int committed) {
            boolean right = Rows.byCode(session, row.id() + ":" + (committed - 1)) == null;
            Rows.byCode(session, row.id() + ":" + committed); // for one to be there that can become outdated
            return right;
        }
    };

    static final int ROWS = 60;

    /** A row of one type. */
    record Row(Class<? extends Rows.Row> type, long id) {
        static final List<Class<? extends Rows.Row>> TYPES =
                List.of(Rows.Plain.class, Rows.Versioned.class, Rows.Rich.class);

        static Row any(Random random) {
            return new Row(TYPES.get(random.nextInt(TYPES.size())), random.nextInt(ROWS));
        }

        String name() {
            return type.getSimpleName();
        }
    }

    /**
     * Whether what a session is given is not older than what was committed before.
     *
     * @param committed {@link #committed}, asked for before the session began
     */
    abstract boolean isRight(Session session, Row row, int committed);

    static AdversaryReading any(Random random, Row row) {
        return switch (random.nextInt(4)) {
            case 0 -> QUERY;
            case 1 -> row.type() == Rows.Rich.class ? NATURAL_ID : ENTITY;
            default -> ENTITY;
        };
    }

    /** What the database has; bulk updates leave collections as they are, so the collection's count for rich rows. */
    static int committed(Connection connection, Row row) throws SQLException {
        String sql = row.type() == Rows.Rich.class
                ? "select cast(tags as integer) from Rich_tags where Rich_id = ?"
                : "select cast(name as integer) from " + row.name() + " where id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, row.id());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }
}
