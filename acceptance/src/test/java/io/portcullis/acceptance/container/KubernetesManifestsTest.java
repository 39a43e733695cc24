package io.portcullis.acceptance.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.portcullis.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests hold to the schema of the Kubernetes API: no unknown field, none missing, none of a wrong type. */
final class KubernetesManifestsTest {

    private static final Path FOLDER = Compose.CHECKOUT.resolve("deploy/kubernetes");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** One object of a file. */
    record Manifest(String file, JsonNode object) {
        @Override
        public String toString() {
            return file + ": " + object.path("kind").asText() + " " + object.at("/metadata/name").asText();
        }
    }

    static List<Manifest> manifests() throws IOException {
        List<Manifest> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".yaml")).sorted().toList()) {
                YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())
                        .forEachRemaining(object -> all.add(new Manifest(file.getFileName().toString(), object)));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void manifestHoldsToTheSchema(Manifest manifest) throws Exception {
        var json = JsonParser.parseString(manifest.object().toString());
        switch (manifest.object().path("apiVersion").asText() + " " + manifest.object().path("kind").asText()) {
            case "v1 Namespace" -> V1Namespace.validateJsonElement(json);
            case "v1 ConfigMap" -> V1ConfigMap.validateJsonElement(json);
            case "v1 Service" -> V1Service.validateJsonElement(json);
            case "apps/v1 Deployment" -> V1Deployment.validateJsonElement(json);
            case "apps/v1 StatefulSet" -> V1StatefulSet.validateJsonElement(json);
            case "policy/v1 PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(json);
            case "networking.k8s.io/v1 NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(json);
            default -> throw new AssertionError("a kind that this test does not know: " + manifest);
        }
        assertEquals("portcullis", manifest.object().path("kind").asText().equals("Namespace")
                ? manifest.object().at("/metadata/name").asText() : manifest.object().at("/metadata/namespace").asText());
    }

    @Test
    void schemaNoticesAMisspeltField() throws Exception {
        String misspelt = manifests().stream().filter(m -> m.object().path("kind").asText().equals("Deployment"))
                .findFirst().orElseThrow().object().toString().replace("readinessProbe", "readynessProbe");
        assertThrows(IllegalArgumentException.class,
                () -> V1Deployment.validateJsonElement(JsonParser.parseString(misspelt)));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void podIsNotRootCannotWriteItsImageAndHasProbesAndLimits(Manifest workload) {
        JsonNode pod = workload.object().at("/spec/template/spec");
        assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
        assertEquals("RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
        for (JsonNode container : pod.path("containers")) {
            assertTrue(container.at("/securityContext/readOnlyRootFilesystem").asBoolean());
            assertEquals(false, container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true));
            assertEquals("[\"ALL\"]", container.at("/securityContext/capabilities/drop").toString());
            assertTrue(container.has("readinessProbe") && container.has("livenessProbe"));
            assertTrue(container.at("/resources/limits").has("memory"));
        }
    }

    static List<Manifest> workloads() throws IOException {
        return manifests().stream().filter(manifest -> manifest.object().at("/spec/template").isObject()).toList();
    }

    @Test
    void everyWorkloadHasADisruptionBudgetAndANetworkPolicy() throws Exception {
        for (Manifest workload : workloads()) {
            String name = workload.object().at("/metadata/name").asText();
            for (String kind : List.of("PodDisruptionBudget", "NetworkPolicy")) {
                assertTrue(manifests().stream().anyMatch(m -> m.object().path("kind").asText().equals(kind)
                        && m.object().at("/metadata/name").asText().equals(name)), kind + " of " + name);
            }
        }
    }

    @Test
    void policyOfTheConfigMapIsValid() throws Exception {
        String policy = manifests().stream().map(m -> m.object().at("/data/policy.json")).filter(JsonNode::isTextual)
                .findFirst().orElseThrow().asText();
        Policy.parse("policy.json", policy.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void containersExamplePolicyIsTheOneOfTheLocalStack() throws Exception {
        ObjectMapper json = new ObjectMapper();
        var ours = (com.fasterxml.jackson.databind.node.ObjectNode)
                json.readTree(Compose.CHECKOUT.resolve("deploy/policy/policy.json").toFile());
        var local = (com.fasterxml.jackson.databind.node.ObjectNode)
                json.readTree(Compose.CHECKOUT.resolve("policy.json").toFile());
        assertEquals(local.without("$schema"), ours.without("$schema"));
    }
}
