package io.portcullis.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of the corpus under {@code policies/}, read by the parser and by the JSON Schema. A {@code .problems}
 * file beside a policy holds what the parser says of it, a line for each problem.
 */
class PolicyFileTest {

  private static final Path CORPUS = Policies.root().resolve("policy/src/test/resources/policies");
  private static final JsonSchema SCHEMA = schema();

  @ParameterizedTest
  @MethodSource("all")
  void theParserTellsEveryProblemWithItsPlace(Path file) throws IOException {
    Path expected = file.resolveSibling(file.getFileName().toString().replace(".json", ".problems"));
    String found = problems(file).stream().map(problem -> problem + "\n").collect(Collectors.joining());
    assertEquals(Files.exists(expected) ? Files.readString(expected) : "", found);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void aValidFileIsValidForParserAndSchema(Path file) throws IOException {
    assertFalse(hasError(file));
    assertEquals(List.of(), List.copyOf(SCHEMA.validate(new ObjectMapper().readTree(file.toFile()))));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void anInvalidFileIsInvalidForParserAndSchema(Path file) throws IOException {
    assertTrue(hasError(file));
    assertFalse(SCHEMA.validate(new ObjectMapper().readTree(file.toFile())).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("invalidBeyondSchema")
  void whatASchemaCannotSayTheParserSays(Path file) {
    assertTrue(hasError(file));
  }

  @Test
  void theExampleIsValidForTheSchemaAndWithoutWarning() throws IOException {
    JsonNode example = new ObjectMapper().readTree(Policies.root().resolve("policy.json").toFile());
    assertEquals(List.of(), List.copyOf(SCHEMA.validate(example)));
    assertEquals(List.of(), Policies.example().warnings());
  }

  @Test
  void theExampleOfTheDocumentationIsValidWithoutWarning() throws IOException {
    String page = Files.readString(Policies.root().resolve("docs/policy.md"));
    String example = page.substring(page.indexOf("```json") + 7, page.indexOf("```", page.indexOf("```json") + 7));
    assertEquals(List.of(), Policies.problems(example));
    assertEquals(List.of(), List.copyOf(SCHEMA.validate(new ObjectMapper().readTree(example))));
  }

  @Test
  void everyRefusalIsDocumented() throws IOException {
    String page = Files.readString(Policies.root().resolve("docs/policy.md"));
    for (Refusal refusal : Refusal.values()) {
      boolean selfEvident = refusal == Refusal.MISSING || refusal == Refusal.TOO_LONG;
      assertTrue(selfEvident || page.contains("`" + refusal.name().toLowerCase(Locale.ROOT) + "`"), refusal.name());
    }
  }

  /** Each wrong location of the corpus on its own, so that one does not hide that another passes the schema. */
  @ParameterizedTest
  @MethodSource("invalid")
  void everyWrongLocationIsWrongForParserAndSchema(Path file) throws IOException {
    for (JsonNode location : new ObjectMapper().readTree(file.toFile()).findValues("locations").stream()
        .flatMap(list -> Stream.iterate(0, i -> i < list.size(), i -> i + 1).map(list::get)).toList()) {
      String key = file.toString().contains("public") ? "@public" : "role";
      String policy = "{\"" + key + "\": {\"locations\": [" + location + "]}}";
      boolean parsed = Policies.problems(policy).stream()
          .noneMatch(problem -> problem.severity() == PolicyProblem.Severity.ERROR);
      boolean schema = SCHEMA.validate(new ObjectMapper().readTree(policy)).isEmpty();
      assertEquals(parsed, schema, policy);
    }
  }

  private static boolean hasError(Path file) {
    return problems(file).stream().anyMatch(problem -> problem.severity() == PolicyProblem.Severity.ERROR);
  }

  private static List<PolicyProblem> problems(Path file) {
    try {
      return Policy.parse(file.getFileName().toString(), Files.readAllBytes(file)).warnings();
    } catch (InvalidPolicyException e) {
      return e.problems();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonSchema schema() {
    try {
      JsonNode schema = new ObjectMapper().readTree(Policies.root().resolve("policy.schema.json").toFile());
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Path> all() throws IOException {
    return Stream.of(valid(), invalid(), invalidBeyondSchema()).flatMap(files -> files);
  }

  static Stream<Path> valid() throws IOException {
    return files("valid");
  }

  static Stream<Path> invalid() throws IOException {
    return files("invalid");
  }

  static Stream<Path> invalidBeyondSchema() throws IOException {
    return files("invalid-beyond-schema");
  }

  private static Stream<Path> files(String folder) throws IOException {
    return Files.list(CORPUS.resolve(folder)).filter(file -> file.toString().endsWith(".json")).sorted();
  }
}
