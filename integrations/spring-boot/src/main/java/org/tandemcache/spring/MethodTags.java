package org.tandemcache.spring;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.context.expression.AnnotatedElementKey;
import org.springframework.context.expression.CachedExpressionEvaluator;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionException;
import org.tandemcache.config.EntryOptions;

/** Finds {@link CacheTags} of methods, and what they say of a value. Thread-safe. */
final class MethodTags extends CachedExpressionEvaluator {
    private final Map<AnnotatedElementKey, Optional<CacheTags>> annotations = new ConcurrentHashMap<>();
    private final Map<ExpressionKey, Expression> expressions = new ConcurrentHashMap<>();

    /** The tags of what a call stores; null where its method names none. */
    @Nullable
    ValueTags of(CacheOperationInvocationContext<?> call) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(call.getTarget());
        Method method = AopUtils.getMostSpecificMethod(call.getMethod(), type);
        AnnotatedElementKey element = new AnnotatedElementKey(method, type);
        CacheTags tags = annotations
                .computeIfAbsent(
                        element,
                        any -> Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(method, CacheTags.class)))
                .orElse(null);
        return tags == null
                ? null
                : value -> {
                    MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
                            call.getTarget(), method, call.getArgs(), getParameterNameDiscoverer());
                    context.setVariable("result", value);
                    List<String> names = new ArrayList<>();
                    for (String text : tags.value()) {
                        names.addAll(names(element, text, context, method));
                    }
                    return EntryOptions.none().withTags(names);
                };
    }

    private List<String> names(AnnotatedElementKey element, String text, EvaluationContext context, Method method) {
        Object found;
        try {
            found = getExpression(expressions, element, text).getValue(context);
        } catch (ExpressionException e) {
            throw new IllegalStateException("the tag \"" + text + "\" of " + method + " can't be known: " + e, e);
        }
        Collection<?> each = found instanceof Collection<?> several
                ? several
                : found instanceof Object[] array ? Arrays.asList(array) : Arrays.asList(found);
        List<String> names = new ArrayList<>();
        for (Object one : each) {
            if (one instanceof CharSequence name) {
                names.add(name.toString());
            } else if (one != null) {
                throw new IllegalStateException("the tag \"" + text + "\" of " + method + " is a "
                        + one.getClass().getName() + "; allowed: a text, some of them, or null");
            }
        }
        return names;
    }
}
