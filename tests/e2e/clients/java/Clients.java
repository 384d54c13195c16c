// Apache Kafka's own Java clients: producer, consumer and admin client, doing the work of
// ../README.md, and a few things that only they do.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

public final class Clients {
    static final int COUNT = 4000;
    static final int KEYS = 50;
    static final int PARTITIONS = 4;
    static final String TOPIC = "java-records";
    static final String GROUP = "java-group";

    final String bootstrap = System.getenv("BOOTSTRAP");
    final BufferedReader signals = new BufferedReader(new InputStreamReader(System.in));
    final List<ConsumerRecord<String, String>> received = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        new Clients().run();
    }

    void run() throws Exception {
        try (Admin admin = Admin.create(properties())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
            check("creates a topic", admin.listTopics().names().get().contains(TOPIC), "not listed");
            try (KafkaProducer<String, String> first = producer("zstd")) {
                await(send(first, 0, COUNT / 2));
                var onTheirWay = send(first, COUNT / 2, COUNT * 3 / 4);
                broker("kill");
                await(onTheirWay);
            }
            try (KafkaProducer<String, String> second = producer("snappy")) {
                await(send(second, COUNT * 3 / 4, COUNT));
            }
            consume(COUNT / 2);
            broker("restart");
            consume(COUNT / 2);
            receivedAll(stored(admin, TOPIC));
            administer(admin);
        }
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrap);
        properties.put("key.serializer", StringSerializer.class.getName());
        properties.put("value.serializer", StringSerializer.class.getName());
        properties.put("key.deserializer", StringDeserializer.class.getName());
        properties.put("value.deserializer", StringDeserializer.class.getName());
        return properties;
    }

    KafkaProducer<String, String> producer(String codec) {
        Properties properties = properties();
        properties.put("compression.type", codec);
        properties.put("linger.ms", "5");
        properties.put("batch.size", "500");  // many requests, so that a kill comes between some
        return new KafkaProducer<>(properties);
    }

    List<Future<RecordMetadata>> send(KafkaProducer<String, String> producer, int start, int stop) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = start; i < stop; i++) {
            String value = Integer.toString(i / KEYS);
            sent.add(producer.send(new ProducerRecord<>(TOPIC, "key-" + i % KEYS, value)));
        }
        return sent;
    }

    static void await(List<Future<RecordMetadata>> sent) throws Exception {
        for (Future<RecordMetadata> each : sent) each.get();
    }

    void consume(int count) {
        Properties properties = properties();
        properties.put("group.id", GROUP);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", "false");
        properties.put("max.poll.records", "100");
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
            consumer.subscribe(List.of(TOPIC));
            int target = received.size() + count;
            while (received.size() < target) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) received.add(record);
            }
            consumer.commitSync();
        }
    }

    static long stored(Admin admin, String topic) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
            ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        long sum = 0;
        for (var end : admin.listOffsets(ends).all().get().values()) sum += end.offset();
        return sum;
    }

    void administer(Admin admin) throws Exception {
        try {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            check("cannot create a topic twice", false, "it could");
        } catch (ExecutionException error) {
            check("cannot create a topic twice", error.getCause() instanceof TopicExistsException,
                String.valueOf(error.getCause()));
        }
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
        admin.incrementalAlterConfigs(Map.of(topic, List.of(
            new AlterConfigOp(new ConfigEntry("retention.ms", "86400000"), AlterConfigOp.OpType.SET),
            new AlterConfigOp(new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.APPEND)
        ))).all().get();
        var config = admin.describeConfigs(List.of(topic)).all().get().get(topic);
        check("changes a config", "86400000".equals(config.get("retention.ms").value())
            && config.get("retention.ms").source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG,
            String.valueOf(config.get("retention.ms")));
        check("appends to a config", "delete,compact".equals(config.get("cleanup.policy").value()),
            config.get("cleanup.policy").value());
        admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(6))).all().get();
        var described = admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC);
        check("adds partitions", described.partitions().size() == 6, described.toString());
        var byId = admin.describeTopics(org.apache.kafka.common.TopicCollection.ofTopicIds(
            List.of(described.topicId()))).allTopicIds().get();
        check("describes a topic by its id", byId.get(described.topicId()).name().equals(TOPIC),
            byId.toString());
        var committed = admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
        long sum = committed.values().stream().mapToLong(o -> o.offset()).sum();
        check("finds what the group committed", sum == COUNT, committed.toString());
        TopicPartition zero = new TopicPartition(TOPIC, 0);
        var low = admin.deleteRecords(Map.of(zero, RecordsToDelete.beforeOffset(10)))
            .lowWatermarks().get(zero).get().lowWatermark();
        check("deletes records", low == 10, "low watermark " + low);
        var node = admin.describeCluster().nodes().get().iterator().next();
        var replicas = admin.describeLogDirs(List.of(node.id())).allDescriptions().get()
            .get(node.id()).values().iterator().next().replicaInfos();
        check("sees how large a partition is", replicas.get(zero).size() > 0, replicas.toString());
        admin.deleteConsumerGroups(List.of(GROUP)).all().get();
        admin.deleteTopics(List.of(TOPIC)).all().get();
        check("deletes a topic", !admin.listTopics().names().get().contains(TOPIC), "still listed");
    }

    void broker(String what) throws Exception {
        System.out.println(what);
        if (!"go".equals(signals.readLine())) throw new Exception("the broker did not come back");
    }

    static void check(String name, boolean holds, String why) {
        System.out.println(holds ? "ok " + name : "not ok " + name + ": " + why);
    }

    void receivedAll(long stored) {
        check("stores every record once", stored == COUNT, stored + " stored");
        Map<String, Integer> next = new HashMap<>();
        for (var record : received) {
            int expected = next.getOrDefault(record.key(), 0);
            if (Integer.parseInt(record.value()) != expected) {
                check("gets every record once and in order", false,
                    record.key() + " has " + record.value() + " where " + expected + " was due");
                return;
            }
            next.put(record.key(), expected + 1);
        }
        boolean whole = next.size() == KEYS && next.values().stream().allMatch(n -> n == COUNT / KEYS);
        check("gets every record once and in order", whole, next.toString());
    }
}
