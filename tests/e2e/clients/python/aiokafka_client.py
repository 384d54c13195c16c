"""aiokafka."""

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from records import COUNT, PARTITIONS, Work

work = Work("aiokafka")


async def send(producer, start, stop):
    return [await producer.send(work.topic, key=key, value=value)
            for key, value in work.records(start, stop)]


async def consume(count):
    consumer = AIOKafkaConsumer(work.topic, bootstrap_servers=work.bootstrap, group_id=work.group,
                                auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    for _ in range(count):
        record = await asyncio.wait_for(consumer.getone(), 60)
        work.received.append((record.key, record.value))
    await consumer.commit()
    await consumer.stop()


async def main():
    admin = AIOKafkaAdminClient(bootstrap_servers=work.bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(work.topic, PARTITIONS, 1)])
    work.check("creates a topic", work.topic in await admin.list_topics(), "not in the list")
    await admin.close()

    first = AIOKafkaProducer(bootstrap_servers=work.bootstrap, enable_idempotence=True,
                             compression_type="gzip", max_batch_size=500)
    await first.start()
    await asyncio.gather(*await send(first, 0, COUNT // 2))
    on_their_way = await send(first, COUNT // 2, COUNT * 3 // 4)
    await asyncio.to_thread(work.broker, "kill")
    await asyncio.gather(*on_their_way)
    await first.stop()
    second = AIOKafkaProducer(bootstrap_servers=work.bootstrap, acks="all", compression_type="zstd")
    await second.start()
    await asyncio.gather(*await send(second, COUNT * 3 // 4, COUNT))
    await second.stop()
    await consume(COUNT // 2)
    work.broker("restart")
    await consume(COUNT // 2)

    watcher = AIOKafkaConsumer(bootstrap_servers=work.bootstrap)
    await watcher.start()
    ends = await watcher.end_offsets([TopicPartition(work.topic, p) for p in range(PARTITIONS)])
    await watcher.stop()
    work.received_all(sum(ends.values()))


asyncio.run(main())
