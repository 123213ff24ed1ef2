package org.tandemcache.examples.recipes.cdc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import javax.cache.integration.CacheLoader;
import javax.cache.integration.CacheLoaderException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A table of products, which loads entries. Changes go to the database and to nowhere else. Thread-safe.
 *
 * @param database of the table
 */
record Products(DataSource database) implements CacheLoader<Long, String> {
    static final String TABLE = "public.product";

    /** Makes the table. */
    void make() throws SQLException {
        execute("create table " + TABLE + " (id bigint primary key, name text not null)");
    }

    /** Executes what changes rows. */
    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Adds a row or changes it. */
    void write(long id, String name) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("insert into " + TABLE
                        + " values (?, ?) on conflict (id) do update set name = excluded.name")) {
            statement.setLong(1, id);
            statement.setString(2, name);
            statement.executeUpdate();
        }
    }

    @Override
    public @Nullable String load(Long id) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select name from " + TABLE + " where id = ?")) {
            statement.setLong(1, id);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? found.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new CacheLoaderException("the product " + id + " can't be read", e);
        }
    }

    @Override
    public Map<Long, String> loadAll(Iterable<? extends Long> ids) {
        Map<Long, String> found = new HashMap<>();
        for (Long id : ids) {
            String name = load(id);
            if (name != null) {
                found.put(id, name);
            }
        }
        return found;
    }
}
