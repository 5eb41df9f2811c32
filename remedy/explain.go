package remedy

import (
	"fmt"
	"strings"

	"github.com/covkey/covkey/codecov"
)

// At is the repository's place at its host, for addresses.
type At = codecov.Place

// Explain is one key on one screen: what it can do, where it is, how far it got, and
// the commands for that. others are keys that were found beside it.
func (e Exposure) Explain(l Look, others []Exposure, sources bool) []byte {
	p := newPage(l)
	fmt.Fprintf(p, "%s %s\n", p.bold.Sprint(e.Kind.Title()), e.Match)
	fmt.Fprintf(p, "  %s\n", p.dim.Sprint(string(e.Fingerprint)))
	p.row("found", clean(e.foundText()))
	p.row("state", e.stateText())
	key, _ := codecov.About(string(e.Kind))
	p.power(key, sources)
	fmt.Fprintf(p, "\n%s\n", p.bold.Sprint(e.headline()))
	p.steps(e.Steps())
	if e.State != Shared {
		p.WriteString("\n")
		p.wrapped("  ", "  ", fmt.Sprintf("If it left this machine in another way (a push by URL, a copy, a screen share), replace it: covkey remediate %s…", string(e.Fingerprint)[:15]))
	}
	for i, o := range others {
		if i == 0 {
			fmt.Fprintf(p, "\n%s\n", p.bold.Sprintf("%d more:", len(others)))
		}
		if i == mostOthers {
			fmt.Fprintf(p, "  and %d more: covkey scan history lists them\n", len(others)-i)
			break
		}
		fmt.Fprintf(p, "  covkey explain %s…  # %s\n", string(o.Fingerprint)[:15], clean(o.State.short()+", "+o.firstPlace()))
	}
	return p.Bytes()
}

// mostOthers is how many keys beside the explained one are named.
const mostOthers = 3

// power is what the kind of key can do in wrong hands.
func (p *page) power(key codecov.Key, sources bool) {
	show := func(label string, facts []codecov.Fact) {
		mark := ""
		if len(facts) > 1 {
			mark = "- "
		}
		for _, f := range facts {
			text := f.Text
			if sources {
				text += " [" + f.Source.Link() + "]"
			}
			p.item(label, mark, text)
			label = ""
		}
	}
	show("reach", key.Reach)
	show("allows", key.Can)
	show("not", key.Cannot)
}

// ExplainKind is what is known of a kind, without a key of it.
func ExplainKind(title string, key codecov.Key, l Look, sources bool) []byte {
	p := newPage(l)
	fmt.Fprintf(p, "%s\n", p.bold.Sprint(title))
	p.power(key, sources)
	if len(key.Variables) > 0 {
		p.row("variable", strings.Join(key.Variables, ", "))
	}
	for _, page := range key.Pages {
		p.row("replace", page.For+": "+page.Do)
		p.row("", page.URL(l.Base, l.At))
	}
	p.row("", key.Replaced.Text)
	if key.Hosted.Text != "" {
		p.row("hosted", "on your own server: "+key.Hosted.Text)
	}
	label := "misuse"
	for _, f := range key.Traces {
		p.item(label, "- ", f.Text)
		label = ""
	}
	return p.Bytes()
}

// foundText is where the key is.
func (e Exposure) foundText() string {
	var parts []string
	if len(e.Staged) > 0 {
		parts = append(parts, spot(e.Staged[0])+more(len(e.Staged)-1, "place"))
	}
	if len(e.Bring) > 0 {
		b := e.Bring[0]
		text := spot(b.Places[0])
		if b.ID != "" {
			text += fmt.Sprintf(" of %s %q", b.ID[:min(7, len(b.ID))], b.Subject)
		}
		if e.Commits > 1 {
			text += fmt.Sprintf(", in %d commits", e.Commits)
		}
		if !e.First.Authored.IsZero() {
			text += " since " + e.First.Authored.Format("2006-01-02")
		}
		parts = append(parts, text)
	}
	if e.Partly {
		parts = append(parts, "perhaps in more")
	}
	return strings.Join(parts, "; ")
}

func spot(p Place) string {
	if p.message() {
		return "the message"
	}
	return fmt.Sprintf("%s:%d", p.Path, p.Line)
}

func more(n int, what string) string {
	switch {
	case n <= 0:
		return ""
	case n == 1:
		return " and 1 more " + what
	}
	return fmt.Sprintf(" and %d more %ss", n, what)
}

// firstPlace is where to look first.
func (e Exposure) firstPlace() string {
	if len(e.Staged) > 0 {
		return spot(e.Staged[0])
	}
	if len(e.Bring) > 0 {
		return spot(e.Bring[0].Places[0])
	}
	return "nowhere"
}

// short is a state in one or two words.
func (s State) short() string {
	short, _, _ := strings.Cut(string(s), ", ")
	return short
}

// stateText is how far the key got, with the names of what has it.
func (e Exposure) stateText() string {
	text := string(e.State)
	if e.State == Shared && e.bare {
		text = "in a bare repository: whoever can clone it can read it"
	}
	for _, refs := range []struct {
		what  string
		names []string
	}{{"remote-tracking branch", e.Remotes}, {"branch", e.Branches}, {"tag", e.Tags}, {"ref", e.Others}} {
		if len(refs.names) == 0 {
			continue
		}
		const shown = 4
		names := refs.names[:min(shown, len(refs.names))]
		text += "; " + refs.what + " " + strings.Join(names, ", ") + more(len(refs.names)-shown, "of them")
	}
	return clean(strings.ReplaceAll(text, "of thems", "of them"))
}

func (e Exposure) headline() string {
	switch e.State {
	case Unstaged:
		return "git has not seen it. Keep it so:"
	case Staged:
		return "No commit has it. Take it out before one does:"
	case Shared:
		return "It is out. First make it worthless:"
	case TagOnly:
		return "Only a tag has it:"
	case OtherRef:
		return "No branch and no tag has it:"
	}
	return "No remote-tracking branch has it. Take it out before you push:"
}
