// franz-go.
package main

import (
	"context"
	"time"

	"barnabas/clients/work"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

func main() {
	w := work.New("franz-go")
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	client := func(options ...kgo.Opt) *kgo.Client {
		c, err := kgo.NewClient(append([]kgo.Opt{kgo.SeedBrokers(w.Bootstrap)}, options...)...)
		w.Must(err)
		return c
	}
	admin := kadm.NewClient(client())
	_, err := admin.CreateTopic(ctx, work.Partitions, 1, nil, w.Topic)
	w.Must(err)
	topics, err := admin.ListTopics(ctx)
	w.Must(err)
	w.Check("creates a topic", topics.Has(w.Topic), "not in the list")

	// send returns what waits for the acknowledgements.
	send := func(producer *kgo.Client, start, stop int) func() {
		var failed kgo.FirstErrPromise
		for _, r := range w.Records(start, stop) {
			record := &kgo.Record{Topic: w.Topic, Key: r.Key, Value: r.Value}
			producer.Produce(ctx, record, failed.Promise())
		}
		return func() { w.Must(failed.Err()) }
	}
	consume := func(count int) {
		consumer := client(kgo.ConsumerGroup(w.Group), kgo.ConsumeTopics(w.Topic),
			kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit())
		for count > 0 {
			fetches := consumer.PollRecords(ctx, count)
			w.Must(fetches.Err())
			for _, r := range fetches.Records() {
				w.Received = append(w.Received, work.Record{Key: r.Key, Value: r.Value})
				count--
			}
		}
		w.Must(consumer.CommitUncommittedOffsets(ctx))
		consumer.Close()
	}

	// Small batches make many requests, so that the kill comes between some.
	first := client(kgo.ProducerBatchCompression(kgo.SnappyCompression()), kgo.ProducerBatchMaxBytes(512))
	send(first, 0, work.Count/2)()
	acknowledged := send(first, work.Count/2, work.Count*3/4)
	w.Broker("kill")
	acknowledged()
	first.Close()
	send(client(kgo.ProducerBatchCompression(kgo.ZstdCompression())), work.Count*3/4, work.Count)()
	consume(work.Count / 2)
	w.Broker("restart")
	consume(work.Count / 2)

	ends, err := admin.ListEndOffsets(ctx, w.Topic)
	w.Must(err)
	var stored int64
	ends.Each(func(end kadm.ListedOffset) { stored += end.Offset })
	w.ReceivedAll(stored)
}
