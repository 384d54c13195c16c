// @platformatic/kafka, which speaks only the versions with flexible fields.

import {
  Admin, Consumer, ListOffsetTimestamps, MessagesStreamModes, Producer, stringDeserializers, stringSerializers
} from '@platformatic/kafka'
import { COUNT, PARTITIONS, Work } from './records.mjs'

const work = new Work('platformatic-kafka')
const base = { clientId: 'e2e', bootstrapBrokers: [work.bootstrap], retries: 60, retryDelay: 500 }

const admin = new Admin(base)
await admin.createTopics({ topics: [work.topic], partitions: PARTITIONS, replicas: 1 })
work.check('creates a topic', (await admin.listTopics()).includes(work.topic), 'not in the list')

async function consume (count) {
  const consumer = new Consumer({ ...base, groupId: work.group, deserializers: stringDeserializers })
  const stream = await consumer.consume({
    topics: [work.topic], mode: MessagesStreamModes.COMMITTED, fallbackMode: 'earliest', autocommit: false
  })
  const target = work.received.length + count
  const last = new Map()
  for await (const message of stream) {
    work.received.push({ key: message.key, value: message.value })
    last.set(message.partition, message.offset + 1n)
    if (work.received.length === target) break
  }
  await consumer.commit({
    offsets: [...last].map(([partition, offset]) =>
      ({ topic: work.topic, partition, offset, leaderEpoch: -1 }))
  })
  await consumer.close(true)
}

async function produce (producer, start, stop) {
  for (let i = start; i < stop; i += 250) {
    await producer.send({
      messages: work.records(i, Math.min(stop, i + 250)).map(r => ({ topic: work.topic, ...r }))
    })
  }
}

const first = new Producer({ ...base, idempotent: true, compression: 'gzip', serializers: stringSerializers })
await produce(first, 0, COUNT / 2)
await work.broker('kill')
await produce(first, COUNT / 2, COUNT * 3 / 4)
await first.close()
const second = new Producer({ ...base, compression: 'none', serializers: stringSerializers })
await produce(second, COUNT * 3 / 4, COUNT)
await second.close()
await consume(COUNT / 2)
await work.broker('restart')
await consume(COUNT / 2)

const watcher = new Consumer({ ...base, groupId: 'watcher' })
const ends = await watcher.listOffsets({ topics: [work.topic], timestamp: ListOffsetTimestamps.LATEST })
work.receivedAll(ends.get(work.topic).reduce((sum, end) => sum + Number(end), 0))
process.exit(0)
