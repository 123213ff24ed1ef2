package org.tandemcache.spring.boot;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whoever chooses a kind of cache by Boot's own property gets that; test slices choose none. */
final class OnNoOtherCacheType extends SpringBootCondition {
    private static final String TYPE = "spring.cache.type";

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String type = context.getEnvironment().getProperty(TYPE);
        ConditionMessage.Builder message = ConditionMessage.forCondition("Tandem");
        return type == null || type.isBlank()
                ? ConditionOutcome.match(message.because(TYPE + " is not set"))
                : ConditionOutcome.noMatch(message.because(TYPE + " is " + type));
    }
}
