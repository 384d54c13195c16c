// kafka-go.
package main

import (
	"context"
	"time"

	"barnabas/clients/work"

	"github.com/segmentio/kafka-go"
)

func main() {
	w := work.New("kafka-go")
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	client := &kafka.Client{Addr: kafka.TCP(w.Bootstrap)}
	created, err := client.CreateTopics(ctx, &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{
		{Topic: w.Topic, NumPartitions: work.Partitions, ReplicationFactor: 1}}})
	w.Must(err)
	w.Must(created.Errors[w.Topic])
	metadata, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{w.Topic}})
	w.Must(err)
	w.Check("creates a topic", len(metadata.Topics[0].Partitions) == work.Partitions, "no partitions")

	writer := func(codec kafka.Compression) *kafka.Writer {
		return &kafka.Writer{Addr: kafka.TCP(w.Bootstrap), Topic: w.Topic, Balancer: &kafka.Hash{},
			RequiredAcks: kafka.RequireAll, Compression: codec, MaxAttempts: 100,
			BatchTimeout: 5 * time.Millisecond}
	}
	produce := func(producer *kafka.Writer, start, stop int) {
		var messages []kafka.Message
		for _, r := range w.Records(start, stop) {
			messages = append(messages, kafka.Message{Key: r.Key, Value: r.Value})
		}
		w.Must(producer.WriteMessages(ctx, messages...))
	}
	consume := func(count int) {
		reader := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{w.Bootstrap}, GroupID: w.Group,
			Topic: w.Topic, StartOffset: kafka.FirstOffset, MaxWait: 100 * time.Millisecond})
		var last []kafka.Message
		for i := 0; i < count; i++ {
			message, err := reader.FetchMessage(ctx)
			w.Must(err)
			w.Received = append(w.Received, work.Record{Key: message.Key, Value: message.Value})
			last = append(last, message)
		}
		w.Must(reader.CommitMessages(ctx, last...))
		w.Must(reader.Close())
	}

	first := writer(kafka.Gzip)
	produce(first, 0, work.Count/2)
	w.Broker("kill")
	produce(first, work.Count/2, work.Count*3/4)
	w.Must(first.Close())
	second := writer(kafka.Snappy)
	produce(second, work.Count*3/4, work.Count)
	w.Must(second.Close())
	consume(work.Count / 2)
	w.Broker("restart")
	consume(work.Count / 2)

	var requests []kafka.OffsetRequest
	for partition := 0; partition < work.Partitions; partition++ {
		requests = append(requests, kafka.LastOffsetOf(partition))
	}
	// The first client's idle connections ended with the broker, which kafka-go notices only later.
	again := &kafka.Client{Addr: kafka.TCP(w.Bootstrap), Transport: &kafka.Transport{}}
	ends, err := again.ListOffsets(ctx, &kafka.ListOffsetsRequest{
		Topics: map[string][]kafka.OffsetRequest{w.Topic: requests}})
	w.Must(err)
	var stored int64
	for _, end := range ends.Topics[w.Topic] {
		w.Must(end.Error)
		stored += end.LastOffset
	}
	w.ReceivedAll(stored)
}
