// Compares our messages with those of Apache's generated classes.
//
// Standard input: lines of class, version, bytes in hexadecimal with a full stop behind, our JSON.
// For each line, Apache's class must read the bytes to their end, print the same JSON, and give the
// same bytes both from what it read and from our JSON. Classes and versions that this release lacks
// are counted, not compared.
//
//   java Oracle [--record]    with --record, lines with Apache's JSON go to standard output

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;

public class Oracle {
  static final ObjectMapper MAPPER = new ObjectMapper();
  static final int MISMATCHES_SHOWN = 20;

  /** What reflection finds of one generated class. */
  static class Type {
    Constructor<?> decode;
    Method print;
    Method parse;
    short lowest;
    short highest;

    Type(String name) throws ReflectiveOperationException {
      Class<?> message = Class.forName(name);
      Class<?> json = Class.forName(name + "JsonConverter");
      decode = message.getConstructor(Readable.class, short.class);
      print = json.getMethod("write", message, short.class, boolean.class);
      parse = json.getMethod("read", JsonNode.class, short.class);
      lowest = message.getField("LOWEST_SUPPORTED_VERSION").getShort(null);
      highest = message.getField("HIGHEST_SUPPORTED_VERSION").getShort(null);
    }
  }

  static byte[] encode(Message message, short version) {
    ObjectSerializationCache cache = new ObjectSerializationCache();
    ByteBuffer buffer = ByteBuffer.allocate(message.size(cache, version));
    message.write(new ByteBufferAccessor(buffer), cache, version);
    return buffer.array();
  }

  /** Our JSON and Apache's differ in the Java types of their numbers; their text does not. */
  static JsonNode plain(JsonNode node) throws Exception {
    return MAPPER.readTree(node.toString());
  }

  /** The converters read the content of records, but print only its size. */
  static JsonNode withRecordSizes(JsonNode node) throws Exception {
    if (node instanceof ArrayNode array) {
      ArrayNode copy = MAPPER.createArrayNode();
      for (JsonNode element : array) copy.add(withRecordSizes(element));
      return copy;
    }
    if (!(node instanceof ObjectNode)) return node;
    ObjectNode copy = MAPPER.createObjectNode();
    for (var field : node.properties()) {
      if (field.getKey().equals("records") && field.getValue().isTextual())
        copy.put("recordsSizeInBytes", field.getValue().binaryValue().length);
      else
        copy.set(field.getKey(), withRecordSizes(field.getValue()));
    }
    return copy;
  }

  /** Null when all agree, else what does not. */
  static String compare(Type type, short version, byte[] bytes, String ours, StringBuilder theirs) {
    try {
      ByteBuffer input = ByteBuffer.wrap(bytes);
      Message message = (Message) type.decode.newInstance(new ByteBufferAccessor(input), version);
      if (input.hasRemaining()) return input.remaining() + " bytes left unread";
      byte[] encoded = encode(message, version);
      if (!java.util.Arrays.equals(bytes, encoded))
        return "encodes as " + HexFormat.of().formatHex(encoded);
      JsonNode printed = plain((JsonNode) type.print.invoke(null, message, version, false));
      JsonNode json = MAPPER.readTree(ours);
      if (!printed.equals(withRecordSizes(json))) return "prints as " + printed;
      byte[] parsed = encode((Message) type.parse.invoke(null, json, version), version);
      if (!java.util.Arrays.equals(bytes, parsed))
        return "encodes from JSON as " + HexFormat.of().formatHex(parsed);
      theirs.append(printed);
      return null;
    } catch (InvocationTargetException e) {
      return "throws " + e.getCause();
    } catch (Exception e) {
      return "throws " + e;
    }
  }

  public static void main(String[] args) throws Exception {
    boolean record = args.length > 0 && args[0].equals("--record");
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 20);
    Map<String, Type> types = new HashMap<>();
    Set<String> compared = new TreeSet<>();
    Set<String> different = new TreeSet<>();
    long messages = 0;
    long absent = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] parts = line.split(" ", 4);
      short version = Short.parseShort(parts[1]);
      if (!types.containsKey(parts[0])) {
        Type found = null;
        try {
          found = new Type(parts[0]);
        } catch (ClassNotFoundException e) {
          // A release without this message: counted below.
        }
        types.put(parts[0], found);
      }
      Type type = types.get(parts[0]);
      if (type == null || version < type.lowest || version > type.highest) {
        absent++;
        continue;
      }
      compared.add(parts[0] + " " + version);
      String hex = parts[2].substring(0, parts[2].length() - 1);
      StringBuilder theirs = new StringBuilder();
      String difference =
          compare(type, version, HexFormat.of().parseHex(hex), parts[3], theirs);
      messages++;
      if (difference == null) {
        if (record) out.println(parts[0] + " " + version + " " + parts[2] + " " + theirs);
      } else if (different.add(parts[0] + " " + version) && different.size() <= MISMATCHES_SHOWN) {
        System.err.println(parts[0] + " v" + version + "\n  ours    " + hex + "\n          "
            + parts[3] + "\n  Apache  " + difference);
      }
    }
    out.flush();
    System.err.printf("%d types and versions agree, %d differ; %d messages, %d not in this release%n",
        compared.size() - different.size(), different.size(), messages, absent);
    System.exit(different.isEmpty() && messages > 0 ? 0 : 1);
  }
}
