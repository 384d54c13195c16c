package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Made-up templates: most of them parse, many of them run, all of them have an answer.
type maker struct {
	random *rand.Rand
	depth  int
	ranges int
	names  []string
}

const randomData = `{"I":7,"N":-3,"Z":0,"F":2.5,"S":"text","E":"","T":true,"B":false,"U":null,` +
	`"L":[1,"two",null,4.5],"W":{"$strings":["x","y"]},"P":{"$ints":[3,1,2]},` +
	`"M":{"a":1,"b":{"c":"deep"}},"G":{"$int64":9},"H":{"$float32":0.1},"K":{"$map_string":{"k":"v"}}}`

func (m *maker) pick(options ...string) string { return options[m.random.IntN(len(options))] }

// Any number: its digits, and a point and an exponent maybe.
func (m *maker) number() string {
	text := m.pick("", "-", "+") + fmt.Sprint(m.random.IntN(1<<m.random.IntN(17)))
	if m.random.IntN(2) == 0 {
		text += "." + fmt.Sprint(m.random.IntN(1<<m.random.IntN(31)))
	}
	if m.random.IntN(3) == 0 {
		text += m.pick("e", "E") + m.pick("", "-", "+") + fmt.Sprint(m.random.IntN(30))
	}
	return text
}

func (m *maker) literal() string {
	if m.random.IntN(5) == 0 {
		return m.number()
	}
	if m.random.IntN(8) == 0 {
		return m.pick("1i", "2.5i", "0b101", "0o17", "0B1", "0x1p-2", "0xFFFFFFFFFFFFFFFF", "1e400", "1_0.5", "08",
			"0x", "1__0", "+3", "'\\n'", "'\\u00e9'", "'é'", "'ab'", "'\\''", "''", `"\x41\101\u65e5"`, `"\q"`, `"\ud800"`,
			"`a\nb`", "1e", "1.e2", ".5", "0x1.8p1", "9223372036854775807.0", "-9223372036854775808", "1e18", "1e19")
	}
	return m.pick("0", "1", "-5", "42", "1.5", "1e3", "1e6", "0x1F", "'a'", `"s"`, `"a b"`, "`raw`",
		`""`, "true", "false", "nil", "9223372036854775807", "9223372036854775808", "-0", "0.0", "017", "1_000")
}

func (m *maker) field() string {
	return m.pick(".", ".I", ".N", ".Z", ".F", ".S", ".E", ".T", ".B", ".U", ".L", ".W", ".P", ".M", ".G",
		".H", ".K", ".M.a", ".M.b", ".M.b.c", ".M.x", ".X", ".X.Y", ".S.Y", ".K.k", ".K.z", "$", "$.I", "$.L")
}

func (m *maker) variable() string {
	if len(m.names) == 0 || m.random.IntN(40) == 0 {
		return m.pick("$", "$", "$", "$u")
	}
	return m.names[m.random.IntN(len(m.names))] + m.pick("", "", "", ".a")
}

func (m *maker) function() string {
	return m.pick("add", "add64", "half", "single", "concat", "upper", "numbers", "words", "fails", "joined",
		"nothing", "identity", "total", "flag", "mixed", "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge",
		"len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery", "call")
}

func (m *maker) operand() string {
	switch n := m.random.IntN(20); {
	case n < 7:
		return m.literal()
	case n < 12:
		return m.field()
	case n < 15:
		return m.variable()
	case n < 16:
		return m.function()
	case m.depth < 3:
		return "(" + m.pipeline() + ")" + m.pick("", "", "", ".a")
	}
	return m.literal()
}

// What the functions want, a letter an argument: Int, Long (int64), Float, String, Bool, List, Any.
var signatures = []string{"add II", "add64 LL", "half F", "single F", "concat SS", "upper S", "numbers I", "words",
	"joined WS", "nothing", "identity A", "total SII", "total S", "flag B", "mixed", "and AA", "or AAA", "not A",
	"eq II", "eq SSS", "eq FF", "ne IL", "lt II", "le SS", "gt FF", "ge LI", "len S", "len A", "index AI", "index WI",
	"slice SII", "slice AI", "slice AIII", "print A", "print AA", "print SIA", "println AA", "html S", "html AA", "js S",
	"urlquery SA", "printf PA", "printf PAA", "printf PI", "printf PFI", "printf PS", "eq AA", "lt AA"}

// An operand that fits, mostly.
func (m *maker) fitting(letter byte) string {
	if m.depth < 4 && m.random.IntN(4) == 0 {
		return "(" + m.fittingCommand(letter) + ")"
	}
	switch letter {
	case 'I':
		return m.pick("0", "1", "2", "-5", "42", "'a'", ".I", ".N", ".Z", ".M.a")
	case 'L':
		return m.pick("1", "-7", ".G")
	case 'F':
		return m.pick("1.5", "1", "-0.25", "1e21", "123456.789", "1e6", ".F", "1e-5", "0x1p4")
	case 'S':
		return m.pick(`"s"`, `"a<b>&'c"`, "`r\aw`", `""`, `"\u00e9\t\""`, `"日本"`, ".S", ".E", ".K.k", ".M.b.c", `"\xff"`)
	case 'B':
		return m.pick("true", "false", ".T", ".B")
	case 'W':
		return m.pick(".W", "words")
	case 'P':
		return fmt.Sprintf("%q", m.format())
	}
	return m.pick(".L", ".W", ".P", ".M", ".K", ".U", ".X", ".H", ".G", ".F", ".S", "nil", "mixed", "1", "2.5", `"x"`, "true")
}

func (m *maker) fittingCommand(want byte) string {
	m.depth++
	defer func() { m.depth-- }()
	name, wants, _ := strings.Cut(signatures[m.random.IntN(len(signatures))], " ")
	if want == 'I' {
		name, wants = "len", "S"
	} else if want == 'S' {
		name, wants = m.pick("print", "concat", "upper"), "SS"
		if name == "upper" {
			wants = "S"
		}
	}
	for i := range len(wants) {
		name += " " + m.fitting(wants[i])
	}
	return name
}

func (m *maker) command() string {
	switch m.random.IntN(12) {
	case 0, 1, 2, 3, 4, 5, 6, 7:
		return m.fittingCommand('A')
	case 8, 9:
		return m.operand()
	}
	words := []string{m.function()}
	if words[0] == "printf" {
		words = append(words, fmt.Sprintf("%q", m.format()))
	}
	for n := m.random.IntN(4); n > 0; n-- {
		words = append(words, m.operand())
	}
	return strings.Join(words, " ")
}

func (m *maker) format() string {
	text := ""
	for n := 1 + m.random.IntN(3); n > 0; n-- {
		text += m.pick("", " ", "a") + "%" + m.pick("", "", "", "+", "-", "#", "0", " ", "+0", "# ") +
			m.pick("", "", "", "5", "12", "*", "[1]", "[2]", "[9]") + m.pick("", "", "", ".2", ".0", ".*", ".") +
			m.pick("v", "v", "d", "s", "q", "x", "X", "o", "O", "b", "c", "U", "t", "e", "E", "f", "F", "g", "G", "T", "%", "z", "!", "")
	}
	return text
}

func (m *maker) pipeline() string {
	m.depth++
	defer func() { m.depth-- }()
	commands := []string{m.command()}
	for m.random.IntN(7) == 0 {
		commands = append(commands, m.command())
	}
	return strings.Join(commands, m.pick(" | ", "|", " |"))
}

func (m *maker) action() string {
	open, end := m.pick("{{", "{{", "{{", "{{- "), m.pick("}}", "}}", "}}", " -}}")
	if m.random.IntN(25) == 0 {
		return m.odd(open, end)
	}
	switch n := m.random.IntN(16); {
	case n < 6 || m.depth > 2:
		return open + m.pipeline() + end
	case n < 8:
		name := m.pick("$a", "$b", "$c")
		m.names = append(m.names, name)
		return open + name + m.pick(" := ", ":=", " = ") + m.pipeline() + end
	case n < 14:
		return m.block(open, end)
	case n < 15 && m.ranges > 0:
		return open + m.pick("break", "continue") + end
	}
	return open + "template " + m.pick(`"d"`, `"d"`, `"e"`) + m.pick("", " .", " "+m.pipeline()) + end
}

// What is rare: blocks, comments, declarations of with and if, chains, spaces where they may stand.
func (m *maker) odd(open, end string) string {
	switch m.random.IntN(9) {
	case 0:
		return open + "block " + m.pick(`"p"`, `"q"`) + " " + m.pipeline() + end + m.list() + "{{end}}"
	case 1:
		return m.pick("{{/*", "{{- /*", "{{ /*", "{{-/*") + m.pick("", " note ", "\n") + m.pick("*/}}", "*/ -}}", "*/ }}", "*/-}}")
	case 2:
		m.names = append(m.names, "$w")
		return open + m.pick("with", "if") + " $w := " + m.pipeline() + end + m.list() + "{{$w}}{{else}}{{$w}}{{end}}"
	case 3:
		return open + "(" + m.pipeline() + ")" + m.pick(".a", ".b.c", ".X", ".K.k", ".0") + end
	case 4:
		return open + "\n\t" + m.pipeline() + " \r\n" + end
	case 5:
		return open + "printf " + fmt.Sprintf("%q", m.format()) + " " + m.number() + " " + m.literal() + end
	case 6:
		return open + "print " + m.number() + " " + m.number() + end
	case 7:
		return open + "range $k, $v := " + m.pick(".M", ".K", ".L", ".I", "2", ".S", ".U") + end + "{{$k}}={{$v}};{{else}}none{{end}}"
	}
	return open + "index " + m.pick(".L", ".M", ".W", "$", ".K", ".S") + " " + m.literal() + " " + m.pick("", m.literal()) + end
}

func (m *maker) block(open, end string) string {
	m.depth++
	known := len(m.names)
	word := m.pick("if", "if", "with", "range", "range")
	head := m.pipeline()
	if word == "range" {
		head = m.pick("", "", "$x := ", "$i, $x := ", "$a = ") + m.pick(".L", ".W", ".P", ".M", "3", "words", head)
		m.names = append(m.names, "$x")
		m.ranges++
	}
	text := open + word + " " + head + end + m.list()
	if word == "range" {
		m.ranges--
	}
	if m.random.IntN(2) == 0 {
		if word != "range" && m.random.IntN(3) == 0 {
			text += "{{else " + word + " " + m.pipeline() + "}}" + m.list()
		}
		text += "{{else}}" + m.list()
	}
	m.names = m.names[:known]
	m.depth--
	return text + open + "end" + end
}

func (m *maker) list() string {
	text := ""
	for n := 1 + m.random.IntN(3); n > 0; n-- {
		if m.random.IntN(3) == 0 {
			text += m.pick("text", " ", "\n", "  a\t", "{", "}", "-", "é", "{{/* note */}}")
		} else {
			text += m.action()
		}
	}
	return text
}

func randomCases(count int, seed uint64) []*testCase {
	m := &maker{random: rand.New(rand.NewPCG(seed, 0))}
	var cases []*testCase
	for len(cases) < count {
		m.names = nil
		text := m.list()
		if m.random.IntN(3) == 0 {
			text += `{{define "d"}}<` + m.list() + `>{{end}}`
		}
		// A template that calls itself twice takes for ever.
		if _, body, _ := strings.Cut(text, "{{define"); strings.Contains(body, "template \"d\"") {
			continue
		}
		if m.random.IntN(10) == 0 && len(text) > 4 {
			cut := m.random.IntN(len(text))
			text = text[:cut] + m.pick("}", "{", "(", ")", "|", "\"", "", "$", ".", "@", "!", "\n", "-", "'") + text[cut:]
		}
		// Lines that begin a case; loops that take for ever.
		if strings.Contains(text, "range") && strings.Contains(text, "9223372036854775807") {
			continue
		}
		if strings.HasPrefix(text, "## ") || strings.Contains(text, "\n## ") || strings.Contains(text, "\n=== ") {
			continue
		}
		made := &testCase{title: fmt.Sprint("case ", len(cases)), data: randomData, shownData: "@", text: text}
		if len(cases) == 0 {
			made.shownData = randomData
		}
		cases = append(cases, made)
	}
	return cases
}
