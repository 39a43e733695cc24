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

/** Tests that start containers; skipped, and said so, unless asked for and a Docker engine answers. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsDocker.Condition.class)
@interface NeedsDocker {

    /** Asks once for each class, and says on the console what the report says. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (context.getTestMethod().isPresent()) {
                return ConditionEvaluationResult.enabled("decided for the class");
            }
            Optional<String> missing = asked() ? Docker.missing()
                    : Optional.of("container tests build images and take minutes; PORTCULLIS_CONTAINER_TESTS=on runs them");
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("asked for, and a Docker engine answers");
            }
            System.out.println("SKIPPED " + context.getDisplayName() + ": " + missing.get());
            return ConditionEvaluationResult.disabled(missing.get());
        }

        private static boolean asked() {
            return "on".equals(System.getenv("PORTCULLIS_CONTAINER_TESTS"));
        }
    }
}
