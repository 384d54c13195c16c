// Renders JR's own templates with JR's own functions, without JR's program: that one needs sources
// that are generated, and drags in every cloud there is.
//
//	render DIRECTORY TEMPLATE=COUNT...   [--csv FILE before any of them]
//
// writes {"template": NAME, "value": TEXT} on a line for each record, in that order. Lists and
// counters last from one template to the next.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"

	"github.com/jrnd-io/jr/pkg/constants"
	"github.com/jrnd-io/jr/pkg/ctx"
	"github.com/jrnd-io/jr/pkg/functions"
)

func render(directory, name string, count int, out *json.Encoder) error {
	text, err := os.ReadFile(filepath.Join(directory, "templates", name+".tpl"))
	if err != nil {
		return err
	}
	parsed, err := template.New(name).Funcs(functions.FunctionsMap()).Parse(string(text))
	if err != nil {
		return err
	}
	for range count {
		ctx.JrContext.CurrentIterationLoopIndex++
		var value strings.Builder
		if err := parsed.Execute(&value, ctx.JrContext); err != nil {
			return err
		}
		if err := out.Encode(map[string]string{"template": name, "value": value.String()}); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	constants.JR_SYSTEM_DIR = os.Args[1]
	functions.SetSeed(1)
	out := json.NewEncoder(os.Stdout)
	words := os.Args[2:]
	if len(words) > 1 && words[0] == "--csv" {
		functions.InitCSV(words[1])
		words = words[2:]
	}
	for _, word := range words {
		name, text, _ := strings.Cut(word, "=")
		count, err := strconv.Atoi(text)
		if err == nil {
			err = render(os.Args[1], name, count, out)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, word, err)
			os.Exit(1)
		}
	}
}
