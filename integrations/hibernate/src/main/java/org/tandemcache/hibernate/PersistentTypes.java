package org.tandemcache.hibernate;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.Type;

/** The classes that states of entities can hold, as patterns for the class filter. */
final class PersistentTypes {
    private final Set<String> classes = new TreeSet<>();

    private PersistentTypes() {}

    /** Hibernate's own types and those of the whole metamodel. */
    static List<String> of(SessionFactoryImplementor factory) {
        PersistentTypes types = new PersistentTypes();
        factory.getMappingMetamodel().forEachEntityDescriptor(types::add);
        factory.getMappingMetamodel().forEachCollectionDescriptor(types::add);
        return List.copyOf(types.classes);
    }

    private void add(EntityPersister persister) {
        add(persister.getMappedClass());
        add(persister.getIdentifierType());
        for (Type type : persister.getPropertyTypes()) {
            add(type);
        }
    }

    @SuppressWarnings("removal") // what is to come in their place is not in all versions
    private void add(CollectionPersister persister) {
        add(persister.getKeyType());
        add(persister.getElementType());
        if (persister.getIndexType() != null) {
            add(persister.getIndexType());
        }
    }

    private void add(Type type) {
        if (!(type instanceof CollectionType)) {
            add(type.getReturnedClass());
        }
        if (type instanceof ComponentType component) {
            for (Type part : component.getSubtypes()) {
                add(part);
            }
        }
    }

    private void add(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (!element.isPrimitive() && !element.getName().startsWith("java.") && !element.isHidden()) {
            classes.add(element.getName());
        }
    }
}
