package io.portcullis.cli.admin;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * A resource of the admin API as plain JSON: what is read and written back keeps every member, also those that this
 * command's version of the admin client does not know.
 */
@Path("")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public interface RawResource {

    /**
     * Reads it.
     *
     * @return the document
     */
    @GET
    JsonNode get();

    /**
     * Replaces it.
     *
     * @param document the whole document
     */
    @PUT
    void put(JsonNode document);

    /**
     * Adds to it.
     *
     * @param document what to add
     * @return the answer, to be closed
     */
    @POST
    Response post(JsonNode document);

    /**
     * Of a realm: everything but users and secrets.
     *
     * @param clients whether clients are in it
     * @param groupsAndRoles whether groups and roles are in it
     * @return the realm as Keycloak exports it
     */
    @POST
    @Path("partial-export")
    JsonNode partialExport(
            @QueryParam("exportClients") boolean clients, @QueryParam("exportGroupsAndRoles") boolean groupsAndRoles);

    /** Removes it. */
    @DELETE
    void delete();
}
