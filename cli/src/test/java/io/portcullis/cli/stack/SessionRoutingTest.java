package io.portcullis.cli.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several enforcers behind one nginx. */
final class SessionRoutingTest {

    @Test
    void allChecksOfASessionGoToOneEnforcerAndSessionsSpreadOverAll(@TempDir Path folder) throws Exception {
        try (StandIn first = new StandIn(request -> StandIn.Reply.of(202));
                StandIn second = new StandIn(request -> StandIn.Reply.of(202));
                StandIn third = new StandIn(request -> StandIn.Reply.of(202));
                NginxWithStandIns nginx = new NginxWithStandIns(folder, Map.of("PORTCULLIS_ENFORCER_SERVERS",
                        "server 127.0.0.1:%d; server 127.0.0.1:%d; server 127.0.0.1:%d;"
                                .formatted(first.port(), second.port(), third.port())), UnaryOperator.identity())) {
            List<StandIn> enforcers = List.of(first, second, third);
            for (int session = 0; session < 30; session++) {
                enforcers.forEach(enforcer -> enforcer.seen.clear());
                for (int token = 0; token < 4; token++) {
                    nginx.get("/", "Cookie: a=" + token + "; __Host-portcullis_at=token" + token
                            + "; __Host-portcullis_sk=session" + session + "; b=" + token);
                }
                assertEquals(1, enforcers.stream().filter(enforcer -> !enforcer.seen.isEmpty()).count());
            }
            enforcers.forEach(enforcer -> enforcer.seen.clear());
            for (int session = 0; session < 30; session++) {
                nginx.get("/", "Cookie: __Host-portcullis_sk=session" + session);
            }
            enforcers.forEach(enforcer -> assertTrue(!enforcer.seen.isEmpty()));
        }
    }

    @Test
    void checksOfADeadEnforcerGoToAnother(@TempDir Path folder) throws Exception {
        int nobody = NginxWithStandIns.freePort();
        try (StandIn alive = new StandIn(request -> StandIn.Reply.of(202));
                NginxWithStandIns nginx = new NginxWithStandIns(folder, Map.of("PORTCULLIS_ENFORCER_SERVERS",
                        "server 127.0.0.1:%d; server 127.0.0.1:%d;".formatted(nobody, alive.port())),
                        UnaryOperator.identity())) {
            for (int session = 0; session < 10; session++) {
                assertEquals(200, NginxWithStandIns.status(nginx.get("/", "Cookie: __Host-portcullis_sk=s" + session)));
            }
        }
    }
}
