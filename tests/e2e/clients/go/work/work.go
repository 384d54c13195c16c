// Package work is what every Go client does (see ../../README.md): its records, signals and checks.
package work

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
)

const (
	Count      = 4000
	Keys       = 50
	Partitions = 4
)

type Record struct{ Key, Value []byte }

type Work struct {
	Client, Bootstrap, Topic, Group string
	Received                        []Record
	signals                         *bufio.Reader
}

func New(client string) *Work {
	return &Work{
		Client:    client,
		Bootstrap: os.Getenv("BOOTSTRAP"),
		Topic:     client + "-records",
		Group:     client + "-group",
		signals:   bufio.NewReader(os.Stdin),
	}
}

// Records gives records start to stop-1; a value says its number in its key.
func (w *Work) Records(start, stop int) []Record {
	var records []Record
	for i := start; i < stop; i++ {
		records = append(records, Record{
			[]byte(fmt.Sprintf("key-%d", i%Keys)),
			[]byte(strconv.Itoa(i / Keys)),
		})
	}
	return records
}

// Broker asks for a "restart" or "kill" and returns once the broker is back.
func (w *Work) Broker(what string) {
	fmt.Println(what)
	if line, _ := w.signals.ReadString('\n'); line != "go\n" {
		w.Must(fmt.Errorf("the broker did not come back"))
	}
}

// Must ends the program with what went wrong.
func (w *Work) Must(err error) {
	if err != nil {
		fmt.Printf("not ok %s: %v\n", w.Client, err)
		os.Exit(1)
	}
}

func (w *Work) Check(name string, holds bool, why string) {
	if holds {
		fmt.Printf("ok %s %s\n", w.Client, name)
	} else {
		fmt.Printf("not ok %s %s: %s\n", w.Client, name, why)
	}
}

// ReceivedAll checks what was received against what was produced and what the partitions hold.
func (w *Work) ReceivedAll(stored int64) {
	w.Check("stores every record once", stored == Count, fmt.Sprintf("%d stored", stored))
	const name = "gets every record once and in order"
	next := map[string]int{}
	for _, record := range w.Received {
		key := string(record.Key)
		if string(record.Value) != strconv.Itoa(next[key]) {
			w.Check(name, false, fmt.Sprintf("%s has %s where %d was due", key, record.Value, next[key]))
			return
		}
		next[key]++
	}
	whole := 0
	for _, count := range next {
		if count == Count/Keys {
			whole++
		}
	}
	w.Check(name, whole == Keys, fmt.Sprintf("%d keys are whole", whole))
}
