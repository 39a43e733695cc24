package io.portcullis.cli.admin;

import io.portcullis.cli.NotPossible;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever went wrong into one line on standard error and a stable exit code. */
public final class Faults implements IExecutionExceptionHandler, IParameterExceptionHandler {

    @Override
    public int handleExecutionException(Exception fault, CommandLine command, ParseResult parsed) {
        if (fault instanceof ParameterException wrongCall) {
            return handleParseException(wrongCall, parsed == null ? new String[0] : parsed.originalArgs().toArray(new String[0]));
        }
        CommandFailure failure = failure(fault);
        if (failure == null) {
            command.getErr().println("portcullis: an unexpected error; please report it with these lines:");
            fault.printStackTrace(command.getErr());
            return ExitCode.FINDINGS.number();
        }
        boolean json = parsed != null && parsed.originalArgs().contains("--json");
        tell(command, json, failure.code(), failure.getMessage());
        return failure.code().number();
    }

    @Override
    public int handleParseException(ParameterException wrongCall, String[] args) {
        CommandLine command = wrongCall.getCommandLine();
        String call = command.getCommandSpec().qualifiedName();
        String message = oneLine(wrongCall.getMessage()) + " (see: " + call + " --help)";
        tell(command, java.util.List.of(args).contains("--json"), ExitCode.INVALID, message);
        return ExitCode.INVALID.number();
    }

    private static void tell(CommandLine command, boolean json, ExitCode code, String message) {
        PrintWriter err = command.getErr();
        err.println("portcullis: " + message);
        err.flush();
        if (json) {
            command.getOut().println(Console.toJson(
                    Map.of("error", Map.of("code", code.word(), "exitCode", code.number(), "message", message))));
            command.getOut().flush();
        }
    }

    /**
     * What went wrong, in one line for a person.
     *
     * @param fault any fault
     * @return never a stack trace, never a secret
     */
    public static String words(Throwable fault) {
        CommandFailure failure = failure(fault);
        return failure == null ? fault.getClass().getSimpleName() + " in this program" : failure.getMessage();
    }

    /** The failure that a fault amounts to; {@code null} when it is a fault of this program. */
    static CommandFailure failure(Throwable fault) {
        for (Throwable each = fault; each != null; each = each.getCause()) {
            if (each instanceof CommandFailure failure) {
                return failure;
            }
            if (each instanceof NotPossible) {
                return CommandFailure.failed(each.getMessage());
            }
            if (each instanceof WebApplicationException answer) {
                return ofAnswer(answer);
            }
            if (each instanceof java.net.ConnectException
                    || each instanceof java.net.UnknownHostException
                    || each instanceof java.net.SocketTimeoutException
                    || each instanceof javax.net.ssl.SSLException) {
                return CommandFailure.unreachable("Keycloak cannot be reached: " + said(each)
                        + ". Is it running, and is the address right (--url, PORTCULLIS_KEYCLOAK_URL)?", fault);
            }
        }
        return fault instanceof ProcessingException
                ? CommandFailure.unreachable("Keycloak's answer could not be understood: " + said(fault)
                        + ". Is there a Keycloak at that address?", fault)
                : null;
    }

    private static CommandFailure ofAnswer(WebApplicationException answer) {
        if (answer instanceof NotAuthorizedException) {
            return CommandFailure.notAuthorised("Keycloak does not accept the administrator's credentials; check"
                    + " --admin-user and the password (PORTCULLIS_ADMIN_PASSWORD, PORTCULLIS_ADMIN_PASSWORD_FILE)");
        }
        if (answer instanceof ForbiddenException) {
            return CommandFailure.notAuthorised("Keycloak says that this administrator may not do that; it needs the"
                    + " roles of realm-management (realm-admin has them all)");
        }
        String said = KeycloakError.of(answer.getResponse());
        int status = answer.getResponse().getStatus();
        if (answer instanceof NotFoundException) {
            return CommandFailure.notFound("Keycloak does not find what the command needs: " + said
                    + "; check --url and --realm");
        }
        if (status == 409) {
            return CommandFailure.conflict("Keycloak reports a conflict: " + said);
        }
        return status == 400
                ? CommandFailure.invalid("Keycloak refuses: " + said)
                : CommandFailure.failed("Keycloak answers " + status + ": " + said);
    }

    private static String said(Throwable fault) {
        String message = fault.getMessage();
        return oneLine(message == null || message.isBlank() ? fault.getClass().getSimpleName() : message);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
