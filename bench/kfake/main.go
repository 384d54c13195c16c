// kfake as a program, to compare with: in memory, or on disk with -dir.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/twmb/franz-go/pkg/kfake"
)

func main() {
	port := flag.Int("port", 9092, "port on 127.0.0.1")
	directory := flag.String("dir", "", "keep the data here")
	sync := flag.Bool("sync", false, "fsync before each acknowledgement")
	flag.Parse()
	options := []kfake.Opt{kfake.Ports(*port), kfake.NumBrokers(1), kfake.DefaultNumPartitions(1),
		kfake.AllowAutoTopicCreation()}
	if *directory != "" {
		options = append(options, kfake.DataDir(*directory))
	}
	if *sync {
		options = append(options, kfake.SyncWrites())
	}
	cluster, err := kfake.NewCluster(options...)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
	cluster.Close()
}
