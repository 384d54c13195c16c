// kafkajs, which speaks only the versions without flexible fields.

import kafkajs from 'kafkajs'
import { COUNT, PARTITIONS, Work } from './records.mjs'

const { CompressionTypes, Kafka, logLevel } = kafkajs
const work = new Work('kafkajs')
const retry = { initialRetryTime: 50, maxRetryTime: 1000, retries: 60 }
const kafka = new Kafka({ brokers: [work.bootstrap], logLevel: logLevel.NOTHING, retry })

const admin = kafka.admin()
await admin.connect()
await admin.createTopics({ topics: [{ topic: work.topic, numPartitions: PARTITIONS }] })
work.check('creates a topic', (await admin.listTopics()).includes(work.topic), 'not in the list')

async function consume (count) {
  const consumer = kafka.consumer({ groupId: work.group, retry })
  await consumer.connect()
  await consumer.subscribe({ topic: work.topic, fromBeginning: true })
  const target = work.received.length + count
  const last = new Map()
  await new Promise((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
    consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        if (work.received.length === target) return
        work.received.push({ key: `${message.key}`, value: `${message.value}` })
        last.set(partition, Number(message.offset) + 1)
        if (work.received.length === target) resolve()
      }
    }).catch(reject)
  })
  await consumer.commitOffsets([...last].map(([partition, offset]) =>
    ({ topic: work.topic, partition, offset: `${offset}` })))
  await consumer.disconnect()
}

async function produce (producer, compression, start, stop) {
  for (let i = start; i < stop; i += 250) {
    await producer.send({
      topic: work.topic, compression, acks: -1, messages: work.records(i, Math.min(stop, i + 250))
    })
  }
}

const first = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
await first.connect()
await produce(first, CompressionTypes.GZIP, 0, COUNT / 2)
await work.broker('kill')
await produce(first, CompressionTypes.GZIP, COUNT / 2, COUNT * 3 / 4)
await first.disconnect()
const second = kafka.producer()
await second.connect()
await produce(second, CompressionTypes.None, COUNT * 3 / 4, COUNT)
await second.disconnect()
await consume(COUNT / 2)
await work.broker('restart')
await consume(COUNT / 2)

const ends = await admin.fetchTopicOffsets(work.topic)
work.receivedAll(ends.reduce((sum, end) => sum + Number(end.offset), 0))
await admin.disconnect()
process.exit(0)
