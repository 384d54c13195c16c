// What a compiled program makes with gofakeit, to compare with: gofakeit SHAPE COUNT writes that
// many records of our template SHAPE on stdout, without interpreting any template.
package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"time"

	"github.com/brianvoe/gofakeit/v7"
)

// A maker draws from one faker without a lock, and appends to one buffer that is used over and over.
type maker struct {
	fake      *gofakeit.Faker
	now       int64
	counter   int64
	shoes     []string
	customers []string
}

func (m *maker) between(low, high int) int64 { return int64(m.fake.Number(low, high-1)) }

var vlans = []string{"ALPHA", "BETA", "GAMMA", "DELTA"}
var ports = []string{"80", "81", "443", "22", "631"}
var protocols = []string{"TCP", "UDP", "ICMP", "FTP", "HTTP", "SFTP"}
var categories = []string{"Network", "Application", "Transport", "Session"}
var colours = []string{"blue", "brown", "green"}

func (m *maker) netDevice(to []byte) []byte {
	f := m.fake
	last := m.now - m.between(0, 864000)
	to = append(to, "{\n\"VLAN\": \""...)
	to = append(to, f.RandomString(vlans)...)
	to = append(to, "\",\n\"IPV4_SRC_ADDR\": \""...)
	to = append(to, f.IPv4Address()...)
	to = append(to, "\",\n\"IPV4_DST_ADDR\": \""...)
	to = append(to, f.IPv4Address()...)
	to = append(to, "\",\n\"IN_BYTES\": "...)
	to = strconv.AppendInt(to, m.between(1000, 2000), 10)
	to = append(to, ",\n\"FIRST_SWITCHED\": "...)
	to = strconv.AppendInt(to, last-m.between(0, 3600), 10)
	to = append(to, ",\n\"LAST_SWITCHED\": "...)
	to = strconv.AppendInt(to, last, 10)
	to = append(to, ",\n\"L4_SRC_PORT\": "...)
	to = append(to, f.RandomString(ports)...)
	to = append(to, ",\n\"L4_DST_PORT\": "...)
	to = append(to, f.RandomString(ports)...)
	to = append(to, ",\n\"TCP_FLAGS\": 0,\n\"PROTOCOL\": "...)
	to = strconv.AppendInt(to, m.between(0, 5), 10)
	to = append(to, ",\n\"SRC_TOS\": "...)
	to = strconv.AppendInt(to, m.between(128, 255), 10)
	to = append(to, ",\n\"SRC_AS\": "...)
	to = strconv.AppendInt(to, m.between(0, 5), 10)
	to = append(to, ",\n\"DST_AS\": "...)
	to = strconv.AppendInt(to, m.between(0, 2), 10)
	to = append(to, ",\n\"L7_PROTO\": "...)
	to = append(to, f.RandomString(ports)...)
	to = append(to, ",\n\"L7_PROTO_NAME\": \""...)
	to = append(to, f.RandomString(protocols)...)
	to = append(to, "\",\n\"L7_PROTO_CATEGORY\": \""...)
	to = append(to, f.RandomString(categories)...)
	return append(to, "\"\n}\n"...)
}

func (m *maker) user(to []byte) []byte {
	f := m.fake
	to = append(to, "{\n  \"guid\": \""...)
	to = append(to, f.UUID()...)
	to = append(to, "\",\n  \"isActive\": "...)
	to = strconv.AppendBool(to, f.Bool())
	to = append(to, ",\n  \"balance\": \"€"...)
	to = strconv.AppendFloat(to, f.Price(100, 10000), 'f', 2, 64)
	to = append(to, "\",\n  \"picture\": \"https://placehold.co/32x32\",\n  \"age\": "...)
	to = strconv.AppendInt(to, m.between(20, 60), 10)
	to = append(to, ",\n  \"eyeColor\": \""...)
	to = append(to, f.RandomString(colours)...)
	to = append(to, "\",\n  \"name\": \""...)
	to = append(to, f.FirstName()...)
	to = append(to, ' ')
	to = append(to, f.LastName()...)
	to = append(to, "\",\n  \"gender\": \""...)
	to = append(to, f.Gender()...)
	to = append(to, "\",\n  \"company\": \""...)
	to = append(to, f.Company()...)
	to = append(to, "\",\n  \"work_email\": \""...)
	to = append(to, f.Email()...)
	to = append(to, "\",\n  \"email\": \""...)
	to = append(to, f.Email()...)
	to = append(to, "\",\n  \"about\": \""...)
	to = append(to, f.LoremIpsumSentence(20)...)
	to = append(to, "\",\n  \"country\": \""...)
	to = append(to, f.CountryAbr()...)
	to = append(to, "\",\n  \"address\": \""...)
	to = append(to, f.City()...)
	to = append(to, ", "...)
	to = append(to, f.StreetName()...)
	to = append(to, ' ')
	to = strconv.AppendInt(to, m.between(1, 100), 10)
	to = append(to, ", "...)
	to = append(to, f.Zip()...)
	to = append(to, "\",\n  \"phone_number\": \""...)
	to = append(to, f.Phone()...)
	to = append(to, "\",\n  \"mobile\": \""...)
	to = append(to, f.Phone()...)
	to = append(to, "\",\n  \"latitude\": "...)
	to = strconv.AppendFloat(to, f.Latitude(), 'f', 4, 64)
	to = append(to, ",\n  \"longitude\": "...)
	to = strconv.AppendFloat(to, f.Longitude(), 'f', 4, 64)
	return append(to, "\n}\n"...)
}

func (m *maker) shoestoreOrder(to []byte) []byte {
	to = append(to, "{\n  \"order_id\": "...)
	to = strconv.AppendInt(to, 1000+m.counter, 10)
	to = append(to, ",\n  \"product_id\": \""...)
	to = append(to, m.fake.RandomString(m.shoes)...)
	to = append(to, "\",\n  \"customer_id\": \""...)
	to = append(to, m.fake.RandomString(m.customers)...)
	to = append(to, "\",\n  \"ts\": "...)
	to = strconv.AppendInt(to, 1609459200000+100000*m.counter, 10)
	m.counter++
	return append(to, "\n}\n"...)
}

func (m *maker) trivial(to []byte) []byte {
	m.counter++
	to = append(to, "{\"id\": "...)
	to = strconv.AppendInt(to, m.counter, 10)
	return append(to, "}\n"...)
}

func main() {
	m := &maker{
		fake: gofakeit.NewFaker(rand.NewPCG(1, 2), false),
		now:  time.Now().Unix(),
	}
	for range 100 {
		m.shoes = append(m.shoes, m.fake.UUID())
		m.customers = append(m.customers, m.fake.UUID())
	}
	shapes := map[string]func([]byte) []byte{"net_device": m.netDevice, "user": m.user,
		"shoestore_order": m.shoestoreOrder, "trivial": m.trivial}
	if len(os.Args) != 3 || shapes[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: gofakeit net_device|user|shoestore_order|trivial COUNT")
		os.Exit(2)
	}
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	out := bufio.NewWriterSize(os.Stdout, 128*1024)
	defer out.Flush()
	var record []byte
	for range count {
		record = shapes[os.Args[1]](record[:0])
		out.Write(record)
	}
}
