// Prints everything a broker serves as lines that can be compared: topics with ids, configs and
// partitions, offsets, every record, producers and the groups with what they committed.

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

public final class Describe {
    final Admin admin;
    final Set<TopicPartition> empty = new HashSet<>();
    final StringBuilder out = new StringBuilder();

    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", System.getenv("BOOTSTRAP"));
        properties.put("key.deserializer", StringDeserializer.class.getName());
        properties.put("value.deserializer", StringDeserializer.class.getName());
        try (Admin admin = Admin.create(properties)) {
            Describe describe = new Describe(admin);
            describe.topics(properties);
            describe.groups();
            System.out.print(describe.out);
        }
    }

    Describe(Admin admin) {
        this.admin = admin;
    }

    void line(String format, Object... arguments) {
        out.append(String.format(format, arguments)).append('\n');
    }

    void topics(Properties properties) throws Exception {
        line("cluster %s", admin.describeCluster().clusterId().get());
        var all = admin.listTopics(new ListTopicsOptions().listInternal(false)).names().get();
        Map<String, TopicDescription> topics =
            new TreeMap<>(admin.describeTopics(all).allTopicNames().get());
        List<TopicPartition> partitions = new ArrayList<>();
        for (var topic : topics.values()) {
            line("topic %s id %s", topic.name(), topic.topicId());
            configs(topic.name());
            for (var partition : topic.partitions()) {
                line("partition %s-%d leader %d replicas %d isr %d", topic.name(), partition.partition(),
                    partition.leader().id(), partition.replicas().size(), partition.isr().size());
                partitions.add(new TopicPartition(topic.name(), partition.partition()));
            }
        }
        offsets(partitions);
        // What a log without a record still knows of timestamps and producers differs: Apache Kafka
        // finds the largest timestamp among deleted records, and forgets the producers on a restart.
        partitions.removeAll(empty);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(properties)) {
            for (TopicPartition partition : partitions) records(consumer, partition);
        }
        producers(partitions);
    }

    // What was set on the topic. Apache Kafka gives segments below 1 MiB another name, and an
    // empty feature makes min.insync.replicas a setting of the cluster.
    void configs(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, String> set = new TreeMap<>();
        for (ConfigEntry entry : admin.describeConfigs(List.of(resource)).all().get().get(resource).entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                set.put(entry.name().replaceFirst("^internal\\.segment", "segment"), entry.value());
            }
        }
        set.forEach((key, value) -> line("config %s %s=%s", topic, key, value));
    }

    void offsets(List<TopicPartition> partitions) throws Exception {
        var earliest = listOffsets(partitions, OffsetSpec.earliest());
        var latest = listOffsets(partitions, OffsetSpec.latest());
        var largest = listOffsets(partitions, OffsetSpec.maxTimestamp());
        for (TopicPartition partition : partitions) {
            long start = earliest.get(partition).offset();
            long end = latest.get(partition).offset();
            line("offsets %s %d to %d", partition, start, end);
            if (start == end) {
                empty.add(partition);
            } else {
                var offset = largest.get(partition);
                line("offset %s of max timestamp %d at %d", partition, offset.offset(), offset.timestamp());
            }
        }
    }

    Map<TopicPartition, ListOffsetsResultInfo> listOffsets(List<TopicPartition> partitions, OffsetSpec spec)
            throws Exception {
        return admin.listOffsets(partitions.stream().collect(Collectors.toMap(p -> p, p -> spec))).all().get();
    }

    void records(KafkaConsumer<String, String> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        while (consumer.position(partition) < end) {
            consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
        }
        for (var record : records) {
            String value = record.value();
            line("record %s %d %s %d %s %s %s", partition, record.offset(), record.timestampType(),
                record.timestamp(), record.key(),
                value == null ? "-" : value.substring(0, Math.min(24, value.length())) + " " + value.hashCode(),
                headers(record));
        }
        // A search by time must come down to the record.
        Map<TopicPartition, Long> times = new HashMap<>();
        for (int i = 0; i < records.size(); i += Math.max(1, records.size() / 5)) {
            times.put(partition, records.get(i).timestamp());
            line("offset %s of time %d %s", partition, records.get(i).timestamp(),
                consumer.offsetsForTimes(times).get(partition).offset());
        }
    }

    static String headers(ConsumerRecord<String, String> record) {
        StringBuilder text = new StringBuilder();
        for (Header header : record.headers()) {
            byte[] value = header.value();
            text.append(header.key()).append('=')
                .append(value == null ? "null" : new String(value, StandardCharsets.UTF_8)).append(' ');
        }
        return text.toString();
    }

    void producers(List<TopicPartition> partitions) throws Exception {
        var described = admin.describeProducers(partitions).all().get();
        for (TopicPartition partition : partitions) {
            for (var producer : described.get(partition).activeProducers()) {
                line("producer %s id %d epoch %d sequence %d time %d", partition, producer.producerId(),
                    producer.producerEpoch(), producer.lastSequence(), producer.lastTimestamp());
            }
        }
    }

    void groups() throws Exception {
        List<String> groups = admin.listGroups().all().get().stream().map(g -> g.groupId()).sorted().toList();
        for (String group : groups) {
            line("group %s", group);
            var committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            Map<String, String> sorted = new TreeMap<>();
            committed.forEach((partition, offset) -> sorted.put(partition.toString(),
                offset.offset() + " '" + offset.metadata() + "' epoch " + offset.leaderEpoch()));
            sorted.forEach((partition, offset) -> line("committed %s %s %s", group, partition, offset));
        }
    }
}
