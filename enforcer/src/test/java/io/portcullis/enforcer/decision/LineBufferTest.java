package io.portcullis.enforcer.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines of JSON that nothing in them can break. */
class LineBufferTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static String line(String value, int most) {
    LineBuffer line = new LineBuffer(0);
    line.begin();
    line.text("value", value, most);
    line.number("after", 1);
    line.end();
    return line.toString();
  }

  private static String read(String value, int most) throws Exception {
    String line = line(value, most);
    assertTrue(line.endsWith("}\n") && line.indexOf('\n') == line.length() - 1, "one line");
    assertTrue(line.strip().chars().allMatch(c -> c >= ' ' && c < 0x7f), "printable ASCII: " + line);
    JsonNode json = JSON.readTree(line);
    assertEquals(1, json.get("after").asInt());
    return json.get("value").asText();
  }

  @Test
  void everyCharacterComesBackAsItWas() throws Exception {
    String all = "a\"\\/\b\f\n\r\t\u0000\u001b[31m\u007f\u0085\u009b\u2028\u2029\u202e\u00e9\u20ac\ud83d\ude00<script>";
    assertEquals(all, read(all, 1000));
  }

  @Test
  void halfACharacterIsReplaced() throws Exception {
    assertEquals("a\ufffdb\ufffd", read("a\ud83db\ude00", 1000));
  }

  @Test
  void aValueIsCutBetweenCharactersAndSaysSo() throws Exception {
    assertEquals("x".repeat(14) + "\u2026", read("x".repeat(30), 20));
    assertEquals("x".repeat(20), read("x".repeat(20), 20));
    assertEquals("\ud83d\ude00\u2026", read("\ud83d\ude00".repeat(5), 20));
    assertEquals("", read("", 20));
  }

  @Test
  void randomTextsNeverBreakALineNorExceedTheirRoom() throws Exception {
    Random random = new Random(9);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(0x80)));
      }
      int most = 12 + random.nextInt(80);
      read(text.toString(), most);
      assertTrue(line(text.toString(), most).length() <= "{\"value\":\"\",\"after\":1}\n".length() + most);
    }
  }

  @Test
  void timesAreTheSameAsTheJdkWritesThem() throws Exception {
    LineBuffer line = new LineBuffer(0);
    for (long millis : new long[] {0, 1, 1_795_338_865_524L, 1_795_338_865_999L, 1_795_338_866_000L, -1, 60_000, 999}) {
      line.truncate(0);
      line.begin();
      line.time("time", millis);
      line.end();
      String time = JSON.readTree(line.toString()).get("time").asText();
      assertEquals(java.time.Instant.ofEpochMilli(millis), java.time.Instant.parse(time));
      assertEquals(24, time.length());
    }
  }

  @Test
  void aListHoldsWhatHasRoom() throws Exception {
    LineBuffer line = new LineBuffer(0);
    line.begin();
    line.texts("values", List.of("aaaa", "bbbb", "cccc"), 16);
    line.end();
    assertEquals("[\"aaaa\",\"bbbb\"]", JSON.readTree(line.toString()).get("values").toString());
  }
}
