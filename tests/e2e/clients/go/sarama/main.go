// sarama.
package main

import (
	"context"
	"time"

	"barnabas/clients/work"

	"github.com/IBM/sarama"
)

// reader is a group member that takes a number of records and then leaves.
type reader struct {
	work *work.Work
	left int
	stop context.CancelFunc
}

func (r *reader) Setup(sarama.ConsumerGroupSession) error { return nil }

func (r *reader) Cleanup(session sarama.ConsumerGroupSession) error {
	session.Commit()
	return nil
}

func (r *reader) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case <-session.Context().Done():
			return nil
		case message, open := <-claim.Messages():
			if !open || !r.take(message) {
				return nil
			}
			session.MarkMessage(message, "")
		}
	}
}

// One goroutine a partition calls this: turns holds one token.
var turns = make(chan struct{}, 1)

func (r *reader) take(message *sarama.ConsumerMessage) bool {
	turns <- struct{}{}
	defer func() { <-turns }()
	if r.left == 0 {
		return false
	}
	r.work.Received = append(r.work.Received, work.Record{Key: message.Key, Value: message.Value})
	r.left--
	if r.left == 0 {
		r.stop()
	}
	return true
}

func main() {
	w := work.New("sarama")
	config := func(codec sarama.CompressionCodec) *sarama.Config {
		c := sarama.NewConfig()
		c.Version = sarama.V3_6_0_0
		c.Producer.Return.Successes = true
		c.Producer.RequiredAcks = sarama.WaitForAll
		c.Producer.Compression = codec
		c.Producer.Retry.Max = 100
		c.Producer.Idempotent = true
		c.Net.MaxOpenRequests = 1
		c.Consumer.Offsets.Initial = sarama.OffsetOldest
		c.Consumer.Offsets.AutoCommit.Enable = false
		return c
	}
	brokers := []string{w.Bootstrap}
	admin, err := sarama.NewClusterAdmin(brokers, config(sarama.CompressionNone))
	w.Must(err)
	detail := &sarama.TopicDetail{NumPartitions: work.Partitions, ReplicationFactor: 1}
	w.Must(admin.CreateTopic(w.Topic, detail, false))
	topics, err := admin.ListTopics()
	w.Must(err)
	_, there := topics[w.Topic]
	w.Check("creates a topic", there, "not in the list")

	produce := func(producer sarama.SyncProducer, start, stop int) {
		var messages []*sarama.ProducerMessage
		for _, r := range w.Records(start, stop) {
			messages = append(messages, &sarama.ProducerMessage{Topic: w.Topic,
				Key: sarama.ByteEncoder(r.Key), Value: sarama.ByteEncoder(r.Value)})
		}
		w.Must(producer.SendMessages(messages))
	}
	consume := func(count int) {
		group, err := sarama.NewConsumerGroup(brokers, w.Group, config(sarama.CompressionNone))
		w.Must(err)
		deadline, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		ctx, stop := context.WithCancel(deadline)
		r := &reader{work: w, left: count, stop: stop}
		for r.left > 0 && deadline.Err() == nil {
			w.Must(group.Consume(ctx, []string{w.Topic}, r))
		}
		w.Must(deadline.Err())
		cancel()
		w.Must(group.Close())
	}

	first, err := sarama.NewSyncProducer(brokers, config(sarama.CompressionGZIP))
	w.Must(err)
	produce(first, 0, work.Count/2)
	w.Broker("kill")
	produce(first, work.Count/2, work.Count*3/4)
	second, err := sarama.NewSyncProducer(brokers, config(sarama.CompressionLZ4))
	w.Must(err)
	produce(second, work.Count*3/4, work.Count)
	consume(work.Count / 2)
	w.Broker("restart")
	consume(work.Count / 2)

	client, err := sarama.NewClient(brokers, config(sarama.CompressionNone))
	w.Must(err)
	var stored int64
	for partition := int32(0); partition < work.Partitions; partition++ {
		end, err := client.GetOffset(w.Topic, partition, sarama.OffsetNewest)
		w.Must(err)
		stored += end
	}
	w.ReceivedAll(stored)
}
