// Runs golden templates through Go's own text/template.
//
//	go run . record FILE...      writes what Go says into the files
//	go run . check FILE...       compares; the last line counts
//	go run . random COUNT SEED   prints as many made-up cases, recorded
//
// A file is a list of cases:
//
//	## title | data as JSON
//	the template, any number of lines
//	=== "what is written, up to an error"
//	!!! "the error, if there is one"
//
// Data: whole numbers are int, others float64, lists []any, objects map[string]any. An object with
// one key that begins with a dollar is a type: {"$int64": 5}, {"$strings": ["a"]}. The data @ is
// that of the case before.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"text/template"
)

type testCase struct {
	title, data, text string
	shownData         string
	output, err       string
}

func readCases(text string) []*testCase {
	var cases []*testCase
	var lines []string
	finish := func() {
		if len(cases) > 0 && lines != nil {
			cases[len(cases)-1].text = strings.Join(lines, "\n")
		}
		lines = nil
	}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "## "):
			finish()
			title, data, _ := strings.Cut(line[3:], " | ")
			cases = append(cases, &testCase{title: title, data: data, shownData: data})
			if data == "@" {
				cases[len(cases)-1].data = cases[len(cases)-2].data
			}
			lines = []string{}
		case strings.HasPrefix(line, "=== "):
			finish()
			cases[len(cases)-1].output, _ = strconv.Unquote(line[4:])
		case strings.HasPrefix(line, "!!! "):
			cases[len(cases)-1].err, _ = strconv.Unquote(line[4:])
		case lines != nil:
			lines = append(lines, line)
		}
	}
	finish()
	return cases
}

func (c *testCase) String() string {
	var b strings.Builder
	b.WriteString("## " + c.title)
	if c.shownData != "" {
		b.WriteString(" | " + c.shownData)
	}
	b.WriteString("\n" + c.text + "\n=== " + strconv.Quote(c.output) + "\n")
	if c.err != "" {
		b.WriteString("!!! " + strconv.Quote(c.err) + "\n")
	}
	return b.String()
}

func (c *testCase) run() (output, message string) {
	parsed, err := template.New("t").Funcs(functions).Parse(c.text)
	if err != nil {
		return "", err.Error()
	}
	var data any
	if c.data != "" {
		decoder := json.NewDecoder(strings.NewReader(c.data))
		decoder.UseNumber()
		var raw any
		if err := decoder.Decode(&raw); err != nil {
			panic(c.title + ": " + err.Error())
		}
		data = build(raw)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, data); err != nil {
		message = err.Error()
	}
	return out.String(), message
}

func number(n json.Number) any {
	if strings.ContainsAny(n.String(), ".eE") {
		return asFloat(n)
	}
	return asInt(n)
}

func asFloat(v any) float64 {
	f, _ := strconv.ParseFloat(v.(json.Number).String(), 64)
	return f
}

func asInt(v any) int {
	i, _ := strconv.Atoi(v.(json.Number).String())
	return i
}

func each[T any](v any, convert func(any) T) []T {
	made := make([]T, len(v.([]any)))
	for i, item := range v.([]any) {
		made[i] = convert(item)
	}
	return made
}

func eachOf[T any](v any, convert func(any) T) map[string]T {
	made := map[string]T{}
	for key, item := range v.(map[string]any) {
		made[key] = convert(item)
	}
	return made
}

func asString(v any) string { return v.(string) }

func build(raw any) any {
	switch v := raw.(type) {
	case json.Number:
		return number(v)
	case []any:
		return each(v, build)
	case map[string]any:
		if len(v) == 1 {
			for key, value := range v {
				if strings.HasPrefix(key, "$") {
					return typed(key, value)
				}
			}
		}
		return eachOf(v, build)
	}
	return raw
}

func typed(name string, v any) any {
	switch name {
	case "$int64":
		return int64(asInt(v))
	case "$uint8":
		return uint8(asInt(v))
	case "$float32":
		return float32(asFloat(v))
	case "$float64":
		return asFloat(v)
	case "$strings":
		return each(v, asString)
	case "$ints":
		return each(v, asInt)
	case "$floats":
		return each(v, asFloat)
	case "$map_string":
		return eachOf(v, asString)
	case "$map_int":
		return eachOf(v, asInt)
	case "$int_map_string":
		made := map[int]string{}
		for key, item := range v.(map[string]any) {
			i, _ := strconv.Atoi(key)
			made[i] = item.(string)
		}
		return made
	}
	panic("unknown type " + name)
}

// The same functions are in template_golden_test.cc.
var functions = template.FuncMap{
	"add":    func(a, b int) int { return a + b },
	"add64":  func(a, b int64) int64 { return a + b },
	"half":   func(a float64) float64 { return a / 2 },
	"single": func(a float32) float32 { return a },
	"concat": func(a, b string) string { return a + b },
	"upper":  strings.ToUpper,
	"numbers": func(n int) ([]int, error) {
		if n > 1_000_000 {
			return nil, errors.New("too many")
		}
		return make([]int, n), nil
	},
	"words":    func() []string { return []string{"one", "two", "three"} },
	"fails":    func(why string) (string, error) { return "", errors.New(why) },
	"joined":   func(l []string, with string) string { return strings.Join(l, with) },
	"nothing":  func() any { return nil },
	"identity": func(v any) any { return v },
	"total": func(name string, l ...int) string {
		sum := 0
		for _, n := range l {
			sum += n
		}
		return fmt.Sprint(name, sum)
	},
	"flag":  func(b bool) bool { return b },
	"mixed": func() []any { return []any{1, "a", nil, 2.5} },
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: go_template record|check FILE... | random COUNT SEED")
		os.Exit(2)
	}
	if os.Args[1] == "random" {
		count, _ := strconv.Atoi(os.Args[2])
		seed, _ := strconv.Atoi(os.Args[3])
		for _, c := range randomCases(count, uint64(seed)) {
			c.output, c.err = c.run()
			fmt.Print(c)
		}
		return
	}
	passed, failed := 0, 0
	for _, file := range os.Args[2:] {
		text, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		var recorded strings.Builder
		for _, c := range readCases(string(text)) {
			output, message := c.run()
			if output == c.output && message == c.err {
				passed++
			} else if failed++; os.Args[1] == "check" {
				fmt.Printf("%s: %s\n  is:     %q %q\n  golden: %q %q\n", file, c.title, output, message, c.output, c.err)
			}
			c.output, c.err = output, message
			recorded.WriteString(c.String())
		}
		if os.Args[1] == "record" {
			if err := os.WriteFile(file, []byte(recorded.String()), 0o644); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	if failed > 0 && os.Args[1] == "check" {
		os.Exit(1)
	}
}
