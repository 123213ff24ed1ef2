package org.tandemcache.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Tags of the entries that a method's {@code @Cacheable} or {@code @CachePut} stores, by which all of them can be
 * invalidated together: {@link org.tandemcache.TandemCache#invalidateTags}. For caches with {@code tags.mode = tags}.
 *
 * <pre>
 * &#64;Cacheable("products")
 * &#64;CacheTags({"'category:' + #result?.category", "'tenant:' + #tenant"})
 * public Product product(String tenant, long id) { ... }
 * </pre>
 *
 * <p>What is invalidated while a {@code @Cacheable} method runs is not there behind it, whichever of its tags it was;
 * what {@code @CachePut} stores has the tags as they are once its method has returned. The caches have to be resolved
 * by {@link TandemCacheResolver}, as they are in Boot's starter where the annotation names no other resolver or
 * manager.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface CacheTags {
    /**
     * Expressions of Spring, each for a text, a collection or an array of texts, or null for no tag. They know
     * {@code #result}, what is stored, which is null for a {@code null} that is kept; the arguments by their names and
     * as {@code #a0}; and the target as the root. A text is 1 to 255 bytes in UTF-8, and not {@code *}. An expression
     * that fails makes the call fail, behind its method.
     */
    String[] value();
}
