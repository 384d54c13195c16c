// Decodes Avro values in Confluent's framing by hand, and compares them with JSON.
//
//   java Decode BOOTSTRAP TOPIC SCHEMA.avsc ID < EXPECTED     a line of JSON for each record
//
// The exit code is 0 if every record is there once.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

public class Decode {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> missing = new ArrayList<>();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line; (line = lines.readLine()) != null; ) missing.add(mapper.readTree(line));
    Schema schema = new Schema.Parser().parse(Files.readString(Path.of(arguments[2])));
    int id = Integer.parseInt(arguments[3]);
    Properties properties = new Properties();
    properties.put("bootstrap.servers", arguments[0]);
    properties.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(
          consumer.partitionsFor(arguments[1]).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .collect(Collectors.toList()));
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (!missing.isEmpty() && System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          String json = decode(schema, id, record.value());
          if (!missing.remove(mapper.readTree(json))) throw new Exception("not expected: " + json);
        }
      }
    }
    if (!missing.isEmpty()) throw new Exception("missing: " + missing.size() + ", " + missing.get(0));
  }

  private static String decode(Schema schema, int id, byte[] value) throws Exception {
    ByteBuffer framed = ByteBuffer.wrap(value);
    if (framed.get() != 0 || framed.getInt() != id) throw new Exception("not framed for schema " + id);
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null);
    Object datum = new GenericDatumReader<Object>(schema).read(null, decoder);
    if (!decoder.isEnd()) throw new Exception("bytes behind the value");
    return datum.toString();
  }
}
