package org.tandemcache.examples.recipes.cdc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * What PostgreSQL keeps its log for: a replication slot, and a publication that says which table. Needs
 * {@code wal_level = logical}. <strong>A slot that nobody reads fills the disk</strong>: set
 * {@code max_slot_wal_keep_size}.
 *
 * @param name of both; letters, digits and underscores
 * @param table with its schema
 */
record Slot(String name, String table) {
    /**
     * Makes both, where they are not there.
     *
     * @return whether the slot is new: of changes before now it does not tell
     */
    boolean make(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!exists(connection, "select 1 from pg_publication where pubname = ?")) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("create publication " + name + " for table " + table);
                }
            }
            if (exists(connection, "select 1 from pg_replication_slots where slot_name = ?")) {
                return false;
            }
            try (PreparedStatement statement =
                    connection.prepareStatement("select pg_create_logical_replication_slot(?, 'pgoutput')")) {
                statement.setString(1, name);
                statement.execute();
                return true;
            }
        }
    }

    private boolean exists(Connection connection, String query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }
}
