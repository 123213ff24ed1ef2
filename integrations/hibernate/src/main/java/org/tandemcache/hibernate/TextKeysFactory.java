package org.tandemcache.hibernate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.hibernate.cache.MutableCacheKeyBuilder;
import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * Keys of text: {@code com.acme.Country#42}, with {@code @tenant} behind it where there are tenants. They hold no hash
 * code, so one row has one key, whichever JVM made it. Parts of composite ids are separated by commas; what would be
 * taken for something else is escaped by a per cent sign.
 */
final class TextKeysFactory implements CacheKeysFactory {
    /** Of these, equal objects have equal text. */
    private static final Set<Class<?>> AS_TEXT = Set.of(
            Long.class,
            Integer.class,
            Short.class,
            Byte.class,
            Boolean.class,
            Character.class,
            String.class,
            java.util.UUID.class,
            java.math.BigInteger.class,
            java.math.BigDecimal.class,
            java.time.LocalDate.class,
            java.time.LocalTime.class,
            java.time.LocalDateTime.class,
            java.time.Instant.class,
            java.time.OffsetDateTime.class,
            java.time.ZonedDateTime.class,
            java.time.Year.class,
            java.time.YearMonth.class);

    @Override
    @SuppressWarnings("removal") // what is to come in its place is not in all versions
    public Object createCollectionKey(
            Object id, CollectionPersister persister, SessionFactoryImplementor factory, String tenant) {
        return key(id, persister.getKeyType(), persister.getRole(), factory, tenant);
    }

    @Override
    public Object createEntityKey(
            Object id, EntityPersister persister, SessionFactoryImplementor factory, String tenant) {
        return key(id, persister.getIdentifierType(), persister.getRootEntityName(), factory, tenant);
    }

    private static CellKey key(
            Object id, Type type, String role, SessionFactoryImplementor factory, @Nullable String tenant) {
        return new CellKey(text(role, type.disassemble(id, factory), tenant), id, null);
    }

    @Override
    public Object createNaturalIdKey(
            Object values, EntityPersister persister, SharedSessionContractImplementor session) {
        int count = persister.getNaturalIdMapping().getJdbcTypeCount();
        Object[] parts = new Object[count];
        persister
                .getNaturalIdMapping()
                .addToCacheKey(
                        new MutableCacheKeyBuilder() {
                            private int next;

                            @Override
                            public void addValue(@Nullable Object value) {
                                parts[next++] = value;
                            }

                            @Override
                            public void addHashCode(int hashCode) {
                                // keys hold none
                            }

                            @Override
                            public Serializable build() {
                                throw new UnsupportedOperationException("the parts are taken one by one");
                            }
                        },
                        values,
                        session);
        String text = text(persister.getRootEntityName() + "##NaturalId", parts, session.getTenantIdentifier());
        return new CellKey(text, values, TandemTransaction.of(session));
    }

    @Override
    public Object getEntityId(Object key) {
        return ((CellKey) key).id();
    }

    @Override
    public Object getCollectionId(Object key) {
        return ((CellKey) key).id();
    }

    @Override
    public Object getNaturalIdValues(Object key) {
        return ((CellKey) key).id();
    }

    static String text(String role, @Nullable Object id, @Nullable String tenant) {
        StringBuilder text = new StringBuilder(role).append('#');
        append(text, id);
        if (tenant != null) {
            text.append('@').append(escaped(tenant));
        }
        return text.toString();
    }

    @SuppressWarnings("JavaUtilDate") // ids may be of that type
    private static void append(StringBuilder text, @Nullable Object part) {
        if (part == null) {
            text.append("%0");
        } else if (part instanceof byte[] bytes) {
            text.append("%x").append(HexFormat.of().formatHex(bytes));
        } else if (part.getClass().isArray()) {
            text.append('(');
            for (int i = 0; i < Array.getLength(part); i++) {
                if (i > 0) {
                    text.append(',');
                }
                append(text, Array.get(part, i));
            }
            text.append(')');
        } else if (part instanceof Enum<?> constant) {
            text.append(escaped(constant.name()));
        } else if (part instanceof java.util.Date date) {
            text.append(date instanceof java.sql.Timestamp stamp ? stamp.toInstant() : date.getTime());
        } else if (AS_TEXT.contains(part.getClass())) {
            text.append(escaped(part.toString()));
        } else {
            text.append("%b").append(Base64.getEncoder().encodeToString(serialized(part)));
        }
    }

    private static String escaped(String part) {
        StringBuilder escaped = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c < ' ' || "%,()@#".indexOf(c) >= 0) {
                escaped.append(String.format("%%%02X", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static byte[] serialized(Object part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(part);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "a part of an id of " + part.getClass().getName() + " can't become a key", e);
        }
        return bytes.toByteArray();
    }
}
