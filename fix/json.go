package fix

import (
	"bytes"
	"encoding/json"
	"slices"
)

// inJSON replaces keys in commands: nothing says that the reader of any other value
// replaces variables in it.
func (j *job) inJSON() ([]edit, error) {
	names, start, end, ok := jsonString(j.text, j.start)
	switch {
	case !ok:
		return nil, refuse("the file is not JSON that can be read; instead: %s", j.advice)
	case (j.base == "package.json" || j.base == "composer.json") && names[0] == "scripts",
		j.base == "deno.json" && names[0] == "tasks":
		return decodeBackslashes(j.text, start+1, end-1).shell(j.start, j.end, expansion{variable: j.variable})
	case j.base == "devcontainer.json" && slices.Contains([]string{"containerEnv", "remoteEnv"}, names[0]):
		return j.replace("${localEnv:" + j.variable + "}"), nil
	}
	return nil, refuse("JSON is data: nothing says that the program that reads it replaces $%s, so let that program read it from the environment", j.variable)
}

// jsonString finds the value that holds a place: the names that lead to it, and where
// it stands with its quotes.
func jsonString(text []byte, at int) (names []string, start, end int, ok bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	type level struct {
		object, value bool
		name          string
	}
	var levels []level
	for {
		from := int(d.InputOffset())
		t, err := d.Token()
		if err != nil {
			return nil, 0, 0, false
		}
		to := int(d.InputOffset())
		last := len(levels) - 1
		if s, isText := t.(string); isText && last >= 0 && levels[last].object && !levels[last].value {
			levels[last].name, levels[last].value = s, true
			if at < to && at >= from {
				return nil, 0, 0, false // a name
			}
			continue
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if last >= 0 {
				levels[last].value = false
			}
			levels = append(levels, level{object: t == json.Delim('{')})
			continue
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:last]
			continue
		}
		if at < to {
			for _, l := range levels {
				if l.object {
					names = append(names, l.name)
				}
			}
			open := bytes.IndexByte(text[from:to], '"')
			return names, from + open, to, open >= 0 && len(names) > 0
		}
		if last >= 0 {
			levels[last].value = false
		}
	}
}
