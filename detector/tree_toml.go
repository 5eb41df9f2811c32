package detector

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// tomlLeaves reads TOML, expression by expression.
func tomlLeaves(text []byte) []leaf {
	if tooDeep(text) {
		return nil
	}
	var p unstable.Parser
	p.Reset(text)
	r := tomlReader{up: &container{}}
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			r.up = &container{}
			keys := e.Key()
			for keys.Next() {
				r.up = &container{key: string(keys.Node().Data), up: r.up}
			}
		case unstable.KeyValue:
			r.pair(e, r.up)
		}
	}
	return r.leaves // what was read before an error holds
}

type tomlReader struct {
	leaves []leaf
	up     *container
}

// pair reads key = value, of which the key may be dotted.
func (r *tomlReader) pair(e *unstable.Node, up *container) {
	var keys []string
	for it := e.Key(); it.Next(); {
		keys = append(keys, string(it.Node().Data))
	}
	for _, k := range keys[:len(keys)-1] {
		up = &container{key: k, up: up}
	}
	r.value(e.Value(), keys[len(keys)-1], up)
}

func (r *tomlReader) value(v *unstable.Node, key string, up *container) {
	switch v.Kind {
	case unstable.String:
		text := string(v.Data)
		if value, ok := keyShaped(text); ok {
			l := newLeaf(key, up, value, 0)
			l.start = int(v.Raw.Offset)
			r.leaves = append(r.leaves, l)
		} else if key == "" {
			up.before = append(up.before, text)
		} else {
			up.add(strings.TrimSpace(key), text)
		}
	case unstable.InlineTable:
		inner := &container{key: key, up: up}
		for it := v.Children(); it.Next(); {
			r.pair(it.Node(), inner)
		}
	case unstable.Array:
		list := &container{key: key, up: up}
		for it := v.Children(); it.Next(); {
			r.value(it.Node(), "", list)
		}
	}
}
