//! rskafka, which has no consumer groups: it keeps the offsets of ../README.md's steps 5 and 6.

use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;
use std::time::Duration;

use chrono::Utc;
use rskafka::client::partition::{Compression, OffsetAt, PartitionClient, UnknownTopicHandling};
use rskafka::client::{Client, ClientBuilder};
use rskafka::record::Record;

const COUNT: usize = 4000;
const KEYS: usize = 50;
const PARTITIONS: i32 = 4;
const TOPIC: &str = "rskafka-records";

type Failure = Box<dyn std::error::Error>;

fn broker(what: &str) -> Result<(), Failure> {
    println!("{what}");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if line.trim() == "go" { Ok(()) } else { Err("the broker did not come back".into()) }
}

fn check(name: &str, holds: bool, why: String) {
    if holds { println!("ok rskafka {name}") } else { println!("not ok rskafka {name}: {why}") }
}

fn record(i: usize) -> Record {
    Record {
        key: Some(format!("key-{}", i % KEYS).into_bytes()),
        value: Some((i / KEYS).to_string().into_bytes()),
        headers: BTreeMap::new(),
        timestamp: Utc::now(),
    }
}

async fn partitions(client: &Client) -> Result<Vec<PartitionClient>, Failure> {
    let mut all = Vec::new();
    for partition in 0..PARTITIONS {
        all.push(client.partition_client(TOPIC, partition, UnknownTopicHandling::Retry).await?);
    }
    Ok(all)
}

async fn produce(to: &[PartitionClient], codec: Compression, range: std::ops::Range<usize>) -> Result<(), Failure> {
    for partition in 0..to.len() {
        let records: Vec<_> = range.clone().filter(|i| i % KEYS % to.len() == partition).map(record).collect();
        for batch in records.chunks(100) {
            to[partition].produce(batch.to_vec(), codec).await?;
        }
    }
    Ok(())
}

/// Reads on from `offsets` until `received` has `target` records.
async fn consume(
    from: &[PartitionClient],
    offsets: &mut [i64],
    received: &mut Vec<(Vec<u8>, Vec<u8>)>,
    target: usize,
) -> Result<(), Failure> {
    while received.len() < target {
        for (partition, client) in from.iter().enumerate() {
            let (records, _) = client.fetch_records(offsets[partition], 1..20_000, 100).await?;
            for each in records {
                if received.len() < target {
                    offsets[partition] = each.offset + 1;
                    received.push((each.record.key.unwrap_or_default(), each.record.value.unwrap_or_default()));
                }
            }
        }
    }
    Ok(())
}

async fn work() -> Result<(), Failure> {
    let bootstrap = vec![std::env::var("BOOTSTRAP")?];
    let client = ClientBuilder::new(bootstrap.clone()).build().await?;
    client.controller_client()?.create_topic(TOPIC, PARTITIONS, 1, 30_000).await?;
    let all = partitions(&client).await?;
    check("creates a topic", client.list_topics().await?.iter().any(|t| t.name == TOPIC), "not listed".into());

    produce(&all, Compression::Gzip, 0..COUNT / 2).await?;
    broker("kill")?;
    produce(&all, Compression::Snappy, COUNT / 2..COUNT * 3 / 4).await?;
    produce(&all, Compression::Lz4, COUNT * 3 / 4..COUNT).await?;
    let mut received = Vec::new();
    let mut offsets = vec![0; PARTITIONS as usize];
    consume(&all, &mut offsets, &mut received, COUNT / 2).await?;
    broker("restart")?;
    let again = ClientBuilder::new(bootstrap).build().await?;
    let all = partitions(&again).await?;
    consume(&all, &mut offsets, &mut received, COUNT).await?;

    let mut stored = 0;
    for partition in &all {
        stored += partition.get_offset(OffsetAt::Latest).await? as usize;
    }
    check("stores every record once", stored == COUNT, format!("{stored} stored"));
    let mut next: HashMap<Vec<u8>, usize> = HashMap::new();
    let in_order = received.iter().all(|(key, value)| {
        let due = next.entry(key.clone()).or_default();
        *due += 1;
        value == (*due - 1).to_string().as_bytes()
    });
    let whole = next.values().filter(|count| **count == COUNT / KEYS).count();
    check("gets every record once and in order", in_order && whole == KEYS, format!("{whole} keys are whole"));
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    match tokio::time::timeout(Duration::from_secs(240), work()).await {
        Ok(Ok(())) => {}
        Ok(Err(why)) => check("works", false, why.to_string()),
        Err(_) => check("works", false, "not done after 240 s".into()),
    }
}
