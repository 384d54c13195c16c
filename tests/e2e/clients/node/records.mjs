// The work that every Node client does (see ../README.md): its records, signals and checks.

import { createInterface } from 'node:readline'

// @platformatic/kafka counts on Node 22 for this; the rest of it runs on Node 20 as well.
Promise.withResolvers ??= () => {
  const parts = {}
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }))
  return parts
}

export const COUNT = 4000
export const KEYS = 50
export const PARTITIONS = 4

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

export class Work {
  constructor (client) {
    this.client = client
    this.bootstrap = process.env.BOOTSTRAP
    this.topic = `${client}-records`
    this.group = `${client}-group`
    this.received = []
  }

  // Records start to stop - 1; a value says its number in its key.
  records (start, stop) {
    const records = []
    for (let i = start; i < stop; i++) {
      records.push({ key: `key-${i % KEYS}`, value: `${Math.floor(i / KEYS)}` })
    }
    return records
  }

  // what is 'restart' or 'kill'; resolves once the broker is back.
  async broker (what) {
    console.log(what)
    const { value } = await lines.next()
    if (value !== 'go') throw new Error('the broker did not come back')
  }

  check (name, holds, why) {
    console.log(holds ? `ok ${this.client} ${name}` : `not ok ${this.client} ${name}: ${why}`)
  }

  // received holds {key, value}; stored is how many records the partitions hold.
  receivedAll (stored) {
    this.check('stores every record once', stored === COUNT, `${stored} stored, not ${COUNT}`)
    const next = new Map()
    for (const { key, value } of this.received) {
      const expected = next.get(key) ?? 0
      if (Number(value) !== expected) {
        this.check('gets every record once and in order', false,
          `${key} has ${value} where ${expected} was due`)
        return
      }
      next.set(key, expected + 1)
    }
    const whole = [...next.values()].filter(n => n === COUNT / KEYS).length
    this.check('gets every record once and in order', whole === KEYS, `${whole} keys are whole`)
  }
}
