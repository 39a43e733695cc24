package io.portcullis.provider;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** An interface of Keycloak of which a test needs two or three methods; any other call fails the test. */
final class Stub {

    private final Map<String, Function<Object[], Object>> methods = new HashMap<>();

    Stub on(String method, Function<Object[], Object> answer) {
        methods.put(method, answer);
        return this;
    }

    Stub returning(String method, Object value) {
        return on(method, arguments -> value);
    }

    <T> T as(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            Function<Object[], Object> answer = methods.get(method.getName());
            if (answer != null) {
                return answer.apply(arguments);
            }
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> type.getSimpleName();
                default -> throw new AssertionError(type.getSimpleName() + '.' + method.getName() + " was not expected");
            };
        }));
    }
}
