package io.portcullis.acceptance.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Tests that start containers; skipped, and said so, where no Docker engine answers, or not wanted. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsDocker.Condition.class)
@interface NeedsDocker {

    /** Asks once, and says for each class on the console what the report says. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (context.getTestMethod().isPresent()) {
                return ConditionEvaluationResult.enabled("decided for the class");
            }
            Optional<String> missing = context.getRoot().getStore(Namespace.create(NeedsDocker.class))
                    .computeIfAbsent(Found.class, once -> Found.look(), Found.class).missing();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("a Docker engine answers");
            }
            System.out.println("SKIPPED " + context.getDisplayName() + ": " + missing.get());
            return ConditionEvaluationResult.disabled(missing.get());
        }
    }

    /**
     * What was found on this machine.
     *
     * @param missing why no containers are started; empty when they are
     */
    record Found(Optional<String> missing) {

        private static Found look() {
            boolean unwanted = "off".equals(System.getenv("PORTCULLIS_CONTAINER_TESTS"));
            return new Found(unwanted ? Optional.of("PORTCULLIS_CONTAINER_TESTS is off") : Docker.missing());
        }
    }
}
