package detector

import (
	"bytes"
)

const (
	// blockReach is how many lines a block may have after its first, and a
	// section after its head; it keeps the cost of a long file bounded.
	blockReach = 200
	// mostLevels is how deep a value may be nested in indentation.
	mostLevels = 32
)

// stepEvidence: the value is called a token, and in the indentation of a YAML
// text it belongs to Codecov: a step that uses codecov/codecov-action (its keys
// in any order), a codecov: block, an orb's codecov/upload job, a plugin's
// settings.
func stepEvidence(d *document, c candidate) (verdict, bool) {
	n, ok := d.nameOf(c)
	option := ok && isTokenOption(string(n.text)) && d.indented() && c.form != formHex40
	if !ok || n.role() != plainToken && !option {
		return verdict{}, false
	}
	line := d.lineAt(n.start)
	if key, _ := keyOf(d.line(line)); !d.indented() && !bytes.Equal(key, n.text) {
		return verdict{}, false // in a file of another kind only what is written like YAML
	}
	if option && !d.ownProgram(n.start) {
		return verdict{}, false
	}
	// Climb: every line that is indented less than all below it opens a block
	// around the value.
	o := d.shape(line)
	for range mostLevels {
		first, level := o.block(line)
		if a := d.actionOf(o, first, level); a.said {
			if !mentionsCodecov(a.text) {
				return verdict{}, true
			}
			return verdict{kind: n.kind(c.form), reason: "token of " + a.shown()}, true
		}
		if option && d.blockMentions(o, first, level) {
			return verdict{kind: UploadToken, reason: n.shown() + " of the Codecov uploader"}, true
		}
		up := o.up[line]
		if up == 0 {
			break
		}
		if key, value := keyOf(d.line(up)); mentionsCodecov(key) && (d.indented() || len(value) == 0 && isKeyText(key)) {
			owner := name{text: key}
			return verdict{kind: n.kind(c.form), reason: n.shown() + " of " + owner.shown()}, true
		}
		line = up
	}
	return verdict{}, false
}

// blockMentions reports whether a block's own keys, or their values, name Codecov.
func (d *document) blockMentions(o *outline, first, level int) bool {
	some := false
	o.keys(first, level, func(line int) bool {
		key, value := keyOf(d.line(line))
		some = mentionsCodecov(key) || mentionsCodecov(value)
		return !some
	})
	return some
}

// actionOf looks among a block's own keys for the one that says what runs.
func (d *document) actionOf(o *outline, first, level int) action {
	asked := [2]int{first, level}
	if a, ok := o.actions[asked]; ok {
		return a
	}
	var a action
	list := o.at[first].item()
	o.keys(first, level, func(line int) bool {
		key, value := keyOf(d.line(line))
		if !runs(string(key)) {
			return true
		}
		value, _, _ = bytes.Cut(value, []byte(" #"))
		value, _, _ = bytes.Cut(value, []byte("@"))
		value = bytes.Trim(value, " \"'")
		// A list item that runs somebody else's action ends the search; elsewhere
		// image: and its like are not about the tokens beside them.
		if mentionsCodecov(value) || list && string(key) != "image" {
			a = action{name{text: value}, true}
			return false
		}
		return true
	})
	o.actions[asked] = a
	return a
}

// runs reports whether a key says what its block runs.
func runs(key string) bool {
	switch key {
	case "uses", "image", "task", "plugin", "orb", "pipe", "action":
		return true
	}
	return false
}

// isKeyText reports whether a key is written as in YAML, not as code before a colon.
func isKeyText(key []byte) bool {
	for _, b := range key {
		if !isNameByte(b) && b != '/' && b != '@' {
			return false
		}
	}
	return true
}
