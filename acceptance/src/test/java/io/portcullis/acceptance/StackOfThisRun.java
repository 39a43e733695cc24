package io.portcullis.acceptance;

import io.portcullis.cli.stack.LocalStack;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts a stack from an empty state when the first test needs it, and stops it when all tests are done. */
final class StackOfThisRun implements BeforeAllCallback, ParameterResolver {

    private static final String FOLDER = "stack";

    @Override
    public void beforeAll(ExtensionContext context) {
        gate(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Gate.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return gate(context);
    }

    private static Gate gate(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(StackOfThisRun.class))
                .computeIfAbsent(Running.class, key -> new Running(), Running.class)
                .gate;
    }

    /** Closed by JUnit at the end of the run. */
    static final class Running implements AutoCloseable {

        private final LocalStack stack;
        private final Gate gate;

        Running() {
            try {
                Checkout before = Checkout.leftOver(FOLDER);
                if (before.exists()) {
                    new LocalStack(before.settings(), (part, text) -> {}).down();
                }
                Checkout checkout = Checkout.fresh(FOLDER);
                stack = new LocalStack(checkout.settings(),
                        (part, text) -> System.out.println("stack: " + part + ": " + text));
                // A run that is broken off must not leave a Keycloak behind.
                Runtime.getRuntime().addShutdownHook(new Thread(this::stopQuietly));
                gate = new Gate(checkout, stack, stack.up());
            } catch (Exception e) {
                throw new IllegalStateException("the stack does not start: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws Exception {
            stack.down();
        }

        private void stopQuietly() {
            try {
                stack.abandon();
                stack.down();
            } catch (Exception e) {
                System.err.println("the stack of this run could not be stopped: " + e.getMessage());
            }
        }
    }
}
