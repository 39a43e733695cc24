package io.portcullis.acceptance.container;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The containers that this run's tests share: started when the first needs them, removed when all are done. */
final class Containers implements BeforeAllCallback, ParameterResolver {

    @Override
    public void beforeAll(ExtensionContext context) {
        compose(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Compose.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return compose(context);
    }

    private static Compose compose(ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(Containers.class))
                .computeIfAbsent(Running.class, key -> new Running(), Running.class).compose;
    }

    /** Closed by JUnit at the end of the run. */
    static final class Running implements AutoCloseable {

        private final Compose compose;

        Running() {
            try {
                compose = new Compose("portcullis-test");
                compose.down();
                compose.profiles("demo");
                Runtime.getRuntime().addShutdownHook(new Thread(this::downQuietly));
                long began = System.nanoTime();
                compose.up();
                System.out.println("containers: up after " + (System.nanoTime() - began) / 1_000_000_000 + " s");
            } catch (Exception e) {
                throw new IllegalStateException("the containers do not start: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws Exception {
            compose.down();
        }

        private void downQuietly() {
            try {
                compose.down();
            } catch (Exception | AssertionError e) {
                System.err.println("the containers of this run could not be removed: " + e.getMessage());
            }
        }
    }
}
