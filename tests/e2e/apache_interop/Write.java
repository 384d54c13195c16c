// Fills a broker with all that a data directory can hold: topics with configs, records of every
// codec in several segments, deleted records and topics, producers with state, committed
// offsets. `Write NAME SEGMENT_BYTES` puts NAME in front of every topic and group, so that it can run
// again.

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

public final class Write {
    static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    final String name;
    final int segmentBytes;
    final Admin admin;

    public static void main(String[] arguments) throws Exception {
        try (Admin admin = Admin.create(properties())) {
            new Write(arguments[0], Integer.parseInt(arguments[1]), admin).run();
        }
    }

    Write(String name, int segmentBytes, Admin admin) {
        this.name = name;
        this.segmentBytes = segmentBytes;
        this.admin = admin;
    }

    static Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", System.getenv("BOOTSTRAP"));
        properties.put("key.serializer", StringSerializer.class.getName());
        properties.put("value.serializer", StringSerializer.class.getName());
        properties.put("key.deserializer", StringDeserializer.class.getName());
        properties.put("value.deserializer", StringDeserializer.class.getName());
        return properties;
    }

    void run() throws Exception {
        create("codecs", CODECS.size(), Map.of());
        create("segments", 2, Map.of("segment.bytes", Integer.toString(segmentBytes),
            "index.interval.bytes", "512", "retention.ms", "-1"));
        create("appended", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        create("grown", 1, Map.of("cleanup.policy", "compact,delete", "retention.ms", "4000000000"));
        create("gone", 2, Map.of());
        create("empty", 3, Map.of());
        for (int partition = 0; partition < CODECS.size(); partition++) {
            produce("codecs", partition, CODECS.get(partition), 120, 20, true);
        }
        produce("segments", 0, "none", 3200, segmentBytes / 1000, true);
        produce("segments", 1, "lz4", 3200, segmentBytes / 1000, false);
        produce("appended", 0, "zstd", 50, 20, true);
        produce("gone", 0, "none", 50, 20, true);
        admin.createPartitions(Map.of(topic("grown"), NewPartitions.increaseTo(3))).all().get();
        for (int partition = 0; partition < 3; partition++) {
            produce("grown", partition, "none", 30, 20, true);
        }
        configure("appended", "max.message.bytes", "900000", AlterConfigOp.OpType.SET);
        configure("appended", "retention.bytes", "-1", AlterConfigOp.OpType.SET);
        configure("segments", "index.interval.bytes", "", AlterConfigOp.OpType.DELETE);
        delete();
        commit();
        subscribe();
    }

    String topic(String suffix) {
        return name + "-" + suffix;
    }

    void create(String suffix, int partitions, Map<String, String> configs) throws Exception {
        NewTopic topic = new NewTopic(topic(suffix), partitions, (short) 1).configs(configs);
        admin.createTopics(List.of(topic)).all().get();
    }

    void configure(String suffix, String key, String value, AlterConfigOp.OpType how) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, topic(suffix));
        admin.incrementalAlterConfigs(Map.of(topic,
            List.of(new AlterConfigOp(new ConfigEntry(key, value), how)))).all().get();
    }

    // Records with keys, headers and timestamps of their own; some without key or value.
    void produce(String suffix, int partition, String codec, int count, int size, boolean idempotent)
            throws Exception {
        Properties properties = properties();
        properties.put("compression.type", codec);
        properties.put("enable.idempotence", Boolean.toString(idempotent));
        properties.put("batch.size", "4000");
        long now = System.currentTimeMillis();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(properties)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String key = i % 7 == 3 ? null : "key-" + i % 10;
                String value = i % 11 == 5 ? null : text(i, size);
                var record = new ProducerRecord<>(topic(suffix), partition, now - 1000 + i, key, value);
                if (i % 3 == 0) {
                    record.headers().add(new RecordHeader("number", bytes("" + i)));
                    record.headers().add(new RecordHeader("nothing", (byte[]) null));
                }
                // A compacted topic takes no record without a key.
                if (key == null && suffix.equals("grown")) continue;
                sent.add(producer.send(record));
            }
            for (Future<?> each : sent) each.get();
        }
    }

    // Text that a codec can shrink, but not to nothing.
    static String text(int number, int size) {
        StringBuilder text = new StringBuilder("value " + number + " ");
        for (int i = 0; text.length() < size; i++) text.append((number * 2654435761L + i * 40503L) >> 3);
        return text.toString();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void delete() throws Exception {
        admin.deleteTopics(List.of(topic("gone"))).all().get();
        admin.deleteRecords(Map.of(
            new TopicPartition(topic("segments"), 0), RecordsToDelete.beforeOffset(2500),
            new TopicPartition(topic("segments"), 1), RecordsToDelete.beforeOffset(7),
            new TopicPartition(topic("codecs"), 4), RecordsToDelete.beforeOffset(-1))).all().get();
    }

    // A group that only commits, one that has lost an offset and one that is deleted.
    void commit() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int partition = 0; partition < CODECS.size(); partition++) {
            offsets.put(new TopicPartition(topic("codecs"), partition),
                new OffsetAndMetadata(10 + partition, "note " + partition));
        }
        for (String group : List.of("commits", "forgets", "deleted")) {
            admin.alterConsumerGroupOffsets(name + "-" + group, offsets).all().get();
        }
        offsets.replaceAll((partition, offset) -> new OffsetAndMetadata(offset.offset() + 1, "again"));
        admin.alterConsumerGroupOffsets(name + "-commits", offsets).all().get();
        admin.deleteConsumerGroupOffsets(name + "-forgets",
            java.util.Set.of(new TopicPartition(topic("codecs"), 2))).all().get();
        admin.deleteConsumerGroups(List.of(name + "-deleted")).all().get();
    }

    // A group that had a member.
    void subscribe() {
        Properties properties = properties();
        properties.put("group.id", name + "-readers");
        properties.put("group.protocol", System.getProperty("group.protocol", "classic"));
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", "false");
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
            consumer.subscribe(List.of(topic("codecs"), topic("grown")));
            for (int received = 0; received < 100; ) {
                received += consumer.poll(Duration.ofSeconds(1)).count();
            }
            consumer.commitSync();
        }
    }
}
