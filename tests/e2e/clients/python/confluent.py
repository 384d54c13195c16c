"""confluent-kafka-python, which brings a librdkafka of its own."""

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from records import COUNT, PARTITIONS, Work

work = Work("confluent-kafka-python")
base = {"bootstrap.servers": work.bootstrap}

admin = AdminClient(base)
admin.create_topics([NewTopic(work.topic, PARTITIONS, 1)])[work.topic].result(60)
work.check("creates a topic", work.topic in admin.list_topics(timeout=60).topics, "not in the list")


failures = []


def send(producer, start, stop):
    for key, value in work.records(start, stop):
        producer.produce(work.topic, key=key, value=value,
                         on_delivery=lambda error, _: error and failures.append(error))
        producer.poll(0)


def finish(producer):
    left = producer.flush(60)
    if left or failures:
        work.check("delivers", False, f"{left} left, {failures[:1]}")


def consume(count):
    consumer = Consumer({**base, "group.id": work.group, "auto.offset.reset": "earliest",
                         "enable.auto.commit": False})
    consumer.subscribe([work.topic])
    last = {}
    for _ in range(count):
        message = consumer.poll(60)
        if message is None or message.error():
            work.check("consumes", False, message.error() if message else "nothing for 60 s")
            break
        work.received.append((message.key(), message.value()))
        last[message.partition()] = message.offset() + 1
    consumer.commit(offsets=[TopicPartition(work.topic, p, o) for p, o in last.items()],
                    asynchronous=False)
    consumer.close()


first = Producer({**base, "enable.idempotence": True, "compression.type": "zstd",
                  "batch.num.messages": 20})
send(first, 0, COUNT // 2)
finish(first)
send(first, COUNT // 2, COUNT * 3 // 4)
work.broker("kill")
finish(first)
second = Producer({**base, "compression.type": "lz4"})
send(second, COUNT * 3 // 4, COUNT)
finish(second)
consume(COUNT // 2)
work.broker("restart")
consume(COUNT // 2)

watcher = Consumer({**base, "group.id": "watcher"})
work.received_all(sum(watcher.get_watermark_offsets(TopicPartition(work.topic, p), 60)[1]
                      for p in range(PARTITIONS)))
watcher.close()
