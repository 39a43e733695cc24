package io.portcullis.cli.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.portcullis.cli.NotPossible;
import jakarta.ws.rs.ProcessingException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

final class FaultsTest {

    @Command(name = "portcullis")
    private static final class Failing implements Callable<Integer> {
        private final Exception fault;

        @Mixin
        private OutputOptions output;

        @Parameters(arity = "0..1")
        private int number;

        Failing(Exception fault) {
            this.fault = fault;
        }

        @Override
        public Integer call() throws Exception {
            throw fault;
        }
    }

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Exception fault, String... args) {
        CommandLine line = new CommandLine(new Failing(fault));
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        line.setExecutionExceptionHandler(new Faults()).setParameterExceptionHandler(new Faults());
        return line.execute(args);
    }

    @Test
    void eachFailureIsOneLineWithItsExitCode() {
        assertEquals(5, run(CommandFailure.notFound("there is no user alice")));
        assertEquals("portcullis: there is no user alice\n", err.toString());
    }

    @Test
    void unreachableKeycloakIsTold() {
        assertEquals(3, run(new ProcessingException(new ConnectException("Connection refused"))));
        assertTrue(err.toString().contains("Keycloak cannot be reached: Connection refused"), err.toString());
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void failureOfTheLocalStackIsFailure() {
        assertEquals(1, run(new NotPossible("no nginx")));
        assertEquals("portcullis: no nginx\n", err.toString());
    }

    @Test
    void wrongCallIsOneLineToo() {
        assertEquals(2, run(null, "not-a-number"));
        assertEquals(1, err.toString().lines().count());
        assertTrue(err.toString().contains("--help"));
    }

    @Test
    void programsAreToldInJson() {
        assertEquals(4, run(CommandFailure.notAuthorised("wrong password"), "--json"));
        assertTrue(out.toString().contains("\"code\" : \"not_authorised\""), out.toString());
        assertTrue(out.toString().contains("\"exitCode\" : 4"), out.toString());
    }

    @Test
    void ownFaultIsNotMistakenForKeycloaks() {
        assertNull(Faults.failure(new IllegalStateException("a bug")));
        assertFalse(Faults.words(new IllegalStateException("a bug")).contains("Keycloak"));
    }
}
