package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/covkey/covkey/codecov"
	"github.com/covkey/covkey/inventory"
)

// Use is one use of a key, and the branches that have it where those were looked at.
type Use struct {
	inventory.Use
	Branches []string
}

// Inventory is what a repository has to do with Codecov's keys.
type Inventory struct {
	Uses []Use
	// Branches is how many branches were looked at; 0 for the work tree.
	Branches int
	// Errors say what could not be read; with any, the list is incomplete.
	Errors []string
}

// InventoryFormats are the forms of an inventory.
func InventoryFormats() []string { return []string{"text", "json", "markdown"} }

// Print writes it in one of them.
func (i Inventory) Print(w io.Writer, format string, opt Options) error {
	switch format {
	case "json":
		return i.json(w)
	case "markdown":
		_, err := w.Write(i.markdown())
		return err
	}
	_, err := w.Write(newText(opt).inventory(i))
	return err
}

// needing divides the uses into those that a revoked key stops and the others.
func (i Inventory) needing() (stop, others []Use) {
	for _, u := range i.Uses {
		if u.Needs {
			stop = append(stop, u)
		} else {
			others = append(others, u)
		}
	}
	return stop, others
}

// files counts those that uses are in.
func files(uses []Use) int {
	seen := map[string]bool{}
	for _, u := range uses {
		seen[u.Path] = true
	}
	return len(seen)
}

// kinds groups uses by their kind of key, the most harmful first.
func kinds(uses []Use) (names []string, of map[string][]Use) {
	of = map[string][]Use{}
	for _, u := range uses {
		of[u.Kind] = append(of[u.Kind], u)
	}
	for _, k := range codecov.Keys() {
		if len(of[k.Kind]) > 0 {
			names = append(names, k.Kind)
		}
	}
	return names, of
}

// titleOf is a kind in words.
func titleOf(kind string) string {
	return strings.ReplaceAll(strings.TrimPrefix(kind, "codecov-"), "-", " ")
}

func (t text) inventory(i Inventory) []byte {
	var b bytes.Buffer
	stop, others := i.needing()
	where := "in the work tree"
	if i.Branches > 0 {
		where = fmt.Sprintf("in %s", count(i.Branches, "branch"))
	}
	if len(i.Uses) == 0 && len(i.Errors) == 0 {
		fmt.Fprintf(&b, "covkey: nothing %s uses a Codecov key\n", where)
		return b.Bytes()
	}
	fmt.Fprintf(&b, "covkey: %s of a Codecov key %s, in %s\n", t.bold.Sprint(count(len(stop), "use")), where, count(files(stop), "file"))
	names, of := kinds(stop)
	for _, kind := range names {
		fmt.Fprintf(&b, "\n%s\n", t.bold.Sprintf("These will stop working when you revoke the %s:", titleOf(kind)))
		for _, u := range of[kind] {
			t.use(&b, u)
		}
		if secrets := secretsOf(of[kind]); len(secrets) > 0 {
			fmt.Fprintf(&b, "\n  The new key goes to: %s\n", strings.Join(secrets, ", "))
		}
	}
	if len(others) > 0 {
		fmt.Fprintf(&b, "\n%s\n", t.bold.Sprint("These send to Codecov without a key that covkey sees:"))
		for _, u := range others {
			t.use(&b, u)
		}
	}
	t.why(&b, i.Uses)
	return b.Bytes()
}

// use is one use in two or three lines.
func (t text) use(b *bytes.Buffer, u Use) {
	fmt.Fprintf(b, "\n  %s", t.bold.Sprintf("%s:%d", Visible(u.Path), u.Line))
	if place := placeOf(u); place != "" {
		fmt.Fprintf(b, "  %s", t.dim.Sprint(Visible(place)))
	}
	fmt.Fprintf(b, "\n    %s\n", Visible(howOf(u)))
	if len(u.Branches) > 0 {
		fmt.Fprintf(b, "    %s %s\n", t.dim.Sprint("in"), some("branch", u.Branches))
	}
	var ids []string
	for _, f := range u.Flags {
		ids = append(ids, f.ID)
	}
	if len(ids) > 0 {
		fmt.Fprintf(b, "    %s\n", t.warn.Sprint(strings.Join(ids, ", ")))
	}
}

// why says once what each flag is about, however many uses have it.
func (t text) why(b *bytes.Buffer, uses []Use) {
	type reason struct{ id, text string }
	var order []reason
	times := map[reason]int{}
	for _, u := range uses {
		for _, f := range u.Flags {
			r := reason{f.ID, f.Text}
			if times[r]++; times[r] == 1 {
				order = append(order, r)
			}
		}
	}
	if len(order) == 0 {
		return
	}
	slices.SortStableFunc(order, func(a, b reason) int { return strings.Compare(a.id, b.id) })
	fmt.Fprintf(b, "\n%s\n\n", t.bold.Sprint("What is wrong with them:"))
	for _, r := range order {
		fmt.Fprintf(b, "  %s %s (%s)\n", t.warn.Sprint(r.id+":"), Visible(r.text), count(times[r], "use"))
	}
}

// placeOf is the CI, workflow, job and step.
func placeOf(u Use) string {
	var parts []string
	for _, p := range []string{u.System, u.Workflow, u.Job, u.Step} {
		if p != "" && !slices.Contains(parts, p) && !strings.HasPrefix(strings.ToLower(p), u.Uploader+"@") {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " / ")
}

// howOf is what sends the key, and how it gets there.
func howOf(u Use) string {
	what := uploaderOf(u)
	name := u.Secret
	switch u.By {
	case inventory.Input:
		return what + cmp.Or(prefixed(", key from ", name), ", key as an input")
	case inventory.Environment:
		if u.Uploader == "" {
			return "gives " + cmp.Or(name, "it") + " on"
		}
		return what + ", key from " + cmp.Or(name, "the environment")
	case inventory.Argument:
		if u.Uploader == "" {
			return "gives " + cmp.Or(name, "it") + " to a command as an argument"
		}
		return what + cmp.Or(prefixed(", key from ", name), ", key") + " as an argument"
	case inventory.URL:
		return what + cmp.Or(prefixed(", key from ", name), ", key") + " in the address"
	case inventory.Header:
		return what + cmp.Or(prefixed(", key from ", name), ", key") + " in a header"
	case inventory.Literal:
		return strings.TrimPrefix(what+", the key itself is here", ", ")
	case inventory.OIDC:
		return what + ", OIDC, no key"
	}
	return what + ", no key seen"
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// uploaderOf names what sends, with its version; a pinned commit by the version that
// the comment beside it names.
func uploaderOf(u Use) string {
	version := u.Version
	switch {
	case u.Release != "":
		version = u.Release + " (pinned)"
	case len(version) == 40:
		version = version[:7] + " (pinned)"
	}
	return strings.TrimSpace(u.Uploader + " " + version)
}

// secretsOf lists the names under which a new key is to be put.
func secretsOf(uses []Use) []string {
	var names []string
	for _, u := range uses {
		name := u.Secret
		if name == "" {
			continue
		}
		if u.System != "" {
			name += " (" + u.System + ")"
		}
		if name = Visible(name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
