"""kafka-python."""

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from records import COUNT, PARTITIONS, Work

work = Work("kafka-python")

admin = KafkaAdminClient(bootstrap_servers=work.bootstrap)
admin.create_topics([NewTopic(work.topic, num_partitions=PARTITIONS, replication_factor=1)])
work.check("creates a topic", work.topic in admin.list_topics(), "not in the list of topics")


def produce(producer, start, stop):
    sent = [producer.send(work.topic, key=key, value=value)
            for key, value in work.records(start, stop)]
    producer.flush()
    for future in sent:
        future.get(timeout=60)


def consume(count):
    consumer = KafkaConsumer(work.topic, bootstrap_servers=work.bootstrap, group_id=work.group,
                             auto_offset_reset="earliest", enable_auto_commit=False)
    for _ in range(count):
        record = next(consumer)
        work.received.append((record.key, record.value))
        position = {TopicPartition(record.topic, record.partition): record.offset + 1}
        positions.update(position)
    consumer.commit({p: offset(o) for p, o in positions.items()})
    consumer.close(autocommit=False)


def offset(value):
    from kafka import OffsetAndMetadata
    return OffsetAndMetadata(value, "", -1)


positions = {}
first = KafkaProducer(bootstrap_servers=work.bootstrap, acks="all", compression_type="gzip",
                      retries=100)
produce(first, 0, COUNT // 2)
work.broker("kill")
produce(first, COUNT // 2, COUNT * 3 // 4)
second = KafkaProducer(bootstrap_servers=work.bootstrap, acks="all", compression_type="lz4")
produce(second, COUNT * 3 // 4, COUNT)
consume(COUNT // 2)
work.broker("restart")
consume(COUNT // 2)

watcher = KafkaConsumer(bootstrap_servers=work.bootstrap)
ends = watcher.end_offsets([TopicPartition(work.topic, p) for p in range(PARTITIONS)])
work.received_all(sum(ends.values()))
