package manager

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// member is one entry of a JSON object, by where it stands in the text.
type member struct {
	name             string
	key, value, last int // offsets of the name, of the value, and behind it
}

// object is a JSON object in a text.
type object struct {
	open, shut int // offsets of the braces
	members    []member
}

func (o object) member(name string) *member {
	for i := range o.members {
		if o.members[i].name == name {
			return &o.members[i]
		}
	}
	return nil
}

// readObject reads the object that begins at an offset of valid JSON.
func readObject(data []byte, at int) (object, bool) {
	at = skipSpace(data, at)
	if at >= len(data) || data[at] != '{' {
		return object{}, false
	}
	o := object{open: at}
	for at = skipSpace(data, at+1); data[at] != '}'; at = skipSpace(data, at) {
		if data[at] == ',' {
			at = skipSpace(data, at+1)
		}
		m := member{key: at}
		at += length(data[at:])
		if json.Unmarshal(data[m.key:at], &m.name) != nil {
			return object{}, false
		}
		at = skipSpace(data, at) + 1 // the colon
		m.value = skipSpace(data, at)
		m.last = m.value + length(data[m.value:])
		at = m.last
		o.members = append(o.members, m)
	}
	o.shut = at
	return o, true
}

// length is that of the value at the start of a text.
func length(data []byte) int {
	var raw json.RawMessage
	if json.NewDecoder(bytes.NewReader(data)).Decode(&raw) != nil {
		return len(data)
	}
	return len(raw)
}

func skipSpace(data []byte, at int) int {
	for at < len(data) && strings.IndexByte(" \t\r\n", data[at]) >= 0 {
		at++
	}
	return at
}

// jsonText writes a value as JSON, with & and < as they are.
func jsonText(value any, indent string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(value); err != nil {
		panic(err) // strings and maps of them
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// setJSON gives the text in which the value at a path is another one. Objects on the
// way that are not there are made; all other bytes stay.
func setJSON(data []byte, path []string, value any) ([]byte, error) {
	if !json.Valid(data) {
		return nil, byHand("it is no valid JSON")
	}
	at := 0
	for depth, name := range path {
		o, ok := readObject(data, at)
		if !ok {
			return nil, byHand(strings.Join(path[:depth], ".") + " is no object")
		}
		if m := o.member(name); m != nil {
			if at = m.value; depth == len(path)-1 {
				return splice(data, m.value, m.last, jsonText(value, "")), nil
			}
			continue
		}
		for _, name := range slices.Backward(path[depth+1:]) {
			value = map[string]any{name: value}
		}
		return addMember(data, o, depth, name, value), nil
	}
	return nil, byHand("no place in it was named")
}

// addMember puts a member behind the last of an object, laid out like that.
func addMember(data []byte, o object, depth int, name string, value any) []byte {
	key := jsonText(name, "") + ": "
	if len(o.members) == 0 {
		return splice(data, o.open+1, o.shut, key+jsonText(value, ""))
	}
	last := o.members[len(o.members)-1]
	before := data[o.open+1 : o.members[0].key] // the layout in front of a member
	if len(o.members) > 1 {
		before = data[o.members[len(o.members)-2].last:last.key]
		before = before[bytes.IndexByte(before, ',')+1:]
	}
	unit := ""
	if i := bytes.LastIndexByte(before, '\n'); i >= 0 {
		whole := string(before[i+1:])
		unit = whole[:max(1, len(whole)/(depth+1))*min(1, len(whole))]
		lines := strings.Split(jsonText(value, unit), "\n")
		return splice(data, last.last, last.last, ","+string(before)+key+strings.Join(lines, string(before[:i+1])+whole))
	}
	return splice(data, last.last, last.last, ","+string(before)+key+jsonText(value, unit))
}

// cutJSON takes the member at a path out, and the objects above that have nothing left
// when they are below the path's first keep names.
func cutJSON(data []byte, path []string, keep int) ([]byte, bool) {
	var chain []object
	at := 0
	for _, name := range path {
		o, ok := readObject(data, at)
		if !ok || o.member(name) == nil {
			return data, false
		}
		chain, at = append(chain, o), o.member(name).value
	}
	depth := len(path) - 1
	for depth > keep && len(chain[depth].members) == 1 {
		depth--
	}
	o := chain[depth]
	i := slices.IndexFunc(o.members, func(m member) bool { return m.name == path[depth] })
	switch {
	case len(o.members) == 1:
		return splice(data, o.open+1, o.shut, ""), true
	case i == 0:
		return splice(data, o.members[0].key, o.members[1].key, ""), true
	}
	return splice(data, o.members[i-1].last, o.members[i].last, ""), true
}

func splice(data []byte, from, to int, text string) []byte {
	return slices.Concat(data[:from], []byte(text), data[to:])
}

// jsonAt is the value at a path; nil for none.
func jsonAt(data []byte, path ...string) any {
	var v any
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}
