package remedy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/covkey/covkey/codecov"
	"github.com/covkey/covkey/inventory"
)

// Task is one thing to do when a key is replaced. ID is its name in the state file.
type Task struct {
	ID, Title string
	Why       string
	Notes     []string
	Steps     []Step
}

// Case is a key that is to be replaced.
type Case struct {
	Key codecov.Key
	// Exposure is how far it got; nil for a kind without a key that was found here.
	Exposure *Exposure
	Uses     []Use
	// Incomplete tells that not all could be read that may use it.
	Incomplete bool
	Now        time.Time
	Look       Look
}

// Checklist is what is to be done, in an order in which the builds go on where Codecov
// allows that.
func (c Case) Checklist() []Task {
	tasks := []Task{c.judge(), c.used()}
	switch {
	case c.Key.Kind == codecov.BadgeToken:
		tasks = append(tasks, c.keep())
	case c.Key.Overlap:
		tasks = append(tasks, c.makeNew(), c.put(), c.check(), c.revoke("Revoke the old one"))
	case c.Key.Kind == codecov.UploadToken:
		tasks = append(tasks, c.bridge(), c.put(), c.check(), c.revoke("Regenerate the one that leaked"))
	default:
		tasks = append(tasks, c.revoke("Regenerate it"), c.put(), c.check())
	}
	return append(tasks, c.history(), c.misuse(), c.watch(), c.prevent())
}

func (c Case) judge() Task {
	t := Task{ID: "exposure", Title: "Judge how far it got"}
	if c.Exposure == nil {
		t.Why = "No such key was found in this repository, so covkey cannot say."
		t.Notes = []string{"Where was it read: a repository (public?), a log, an image, a chat? Since when?"}
		return t
	}
	e := c.Exposure
	t.Notes = append(t.Notes, "found "+e.foundText(), e.stateText())
	if e.State == Shared {
		t.Why = "It is on a remote. Whoever can read that may have it: replace it."
	} else {
		t.Why = "No remote-tracking branch has it. If it went nowhere else, taking it out is enough: covkey explain " + string(e.Fingerprint)[:15] + "…"
	}
	for _, f := range c.Key.Can {
		t.Notes = append(t.Notes, "its holder can "+f.Text)
	}
	return t
}

// needing are the uses of keys of this kind that stop without it.
func (c Case) needing() []Use {
	var all []Use
	for _, u := range c.Uses {
		if u.Needs && u.Kind == c.Key.Kind {
			all = append(all, u)
		}
	}
	return all
}

func (c Case) used() Task {
	t := Task{ID: "uses", Title: "See what uses it", Why: "All of these stop when it is revoked. Other repositories may use it too."}
	uses := c.needing()
	if len(uses) == 0 {
		t.Why = "Nothing in this repository was found that uses such a key by a name. Other repositories may."
	}
	const most = 20
	for _, u := range uses[:min(len(uses), most)] {
		note := fmt.Sprintf("%s:%d", u.Path, u.Line)
		for _, p := range []string{u.System, u.Job, u.Step} {
			if p != "" {
				note += ", " + p
			}
		}
		if u.Secret != "" {
			note += ", reads " + u.Secret
		}
		if u.By == inventory.Literal {
			note += ", has a key in the file itself"
		}
		t.Notes = append(t.Notes, note)
	}
	if n := len(uses) - most; n > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("and %d more", n))
	}
	if c.Incomplete {
		t.Notes = append(t.Notes, "not all could be read: the list may lack some")
	}
	t.Steps = []Step{{"With all branches", []string{"covkey inventory --all"}}}
	return t
}

// where names the pages on which the key is replaced.
func (c Case) where() []string {
	var notes []string
	for _, p := range c.Key.Pages {
		notes = append(notes, p.For+": "+p.URL(c.Look.Base, c.Look.At)+" ("+p.Do+")")
	}
	if c.Key.Hosted.Text != "" {
		notes = append(notes, "on your own server: "+c.Key.Hosted.Text)
	}
	return notes
}

func (c Case) makeNew() Task {
	return Task{ID: "new", Title: "Make a new key", Why: upper(c.Key.Replaced.Text) + ".", Notes: c.where()}
}

// bridge is for a key that cannot be had twice.
func (c Case) bridge() Task {
	t := Task{ID: "new", Title: "Have another key ready before this one goes",
		Why: upper(c.Key.Replaced.Text) + ". So that no build fails, let the builds go over to another key first."}
	pages := c.where()
	t.Notes = []string{
		"if the repository's own token leaked, take a global upload token: " + c.Key.Pages[1].URL(c.Look.Base, c.Look.At),
		"if the global one leaked, take each repository's own: " + c.Key.Pages[0].URL(c.Look.Base, c.Look.At),
	}
	for _, f := range codecov.TokenlessWays() {
		t.Notes = append(t.Notes, "or none: "+f.Text)
	}
	t.Notes = append(t.Notes, "if none of these will do, choose a quiet hour: regenerate and put the new one in place at once")
	t.Notes = append(t.Notes, pages[len(c.Key.Pages):]...)
	return t
}

func (c Case) put() Task {
	t := Task{ID: "place", Title: "Put the new key where each use reads it", Why: "Into the CI's store of secrets, never into a file."}
	var seen []string
	for _, u := range c.needing() {
		name := u.Secret
		if name == "" {
			name = c.variable()
		}
		if id := u.System + " " + name; slices.Contains(seen, id) {
			continue
		} else {
			seen = append(seen, id)
		}
		step := storeOf(u.System, name, c.Look.At)
		if u.By == inventory.Literal {
			step.Do = fmt.Sprintf("%s:%d: let it read %s instead of having the key. %s", u.Path, u.Line, name, step.Do)
		}
		t.Steps = append(t.Steps, step)
	}
	if len(t.Steps) == 0 {
		t.Steps = []Step{storeOf("", c.variable(), c.Look.At)}
	}
	return t
}

func (c Case) variable() string {
	if len(c.Key.Variables) > 0 {
		return c.Key.Variables[0]
	}
	return "CODECOV_API_TOKEN"
}

func (c Case) check() Task {
	t := Task{ID: "check", Title: "See that the new key works", Why: "Before the old one goes, where that is possible."}
	switch c.Key.Kind {
	case codecov.APIToken:
		t.Steps = []Step{{"Ask for something that it may read; 200 is well, 401 is not. The key is typed unseen and is in no list of processes",
			[]string{"(read -rs key; printf 'header = \"Authorization: Bearer %s\"\\n' \"$key\" | curl -sS -o /dev/null -w '%{http_code}\\n' -K - " + c.api() + ")"}}}
	case codecov.UploadToken:
		t.Steps = []Step{{"Run one build of each use", []string{"git commit --allow-empty -m 'Check the new Codecov token'", "git push"}}}
		for _, p := range c.Key.Look {
			t.Notes = append(t.Notes, "then look for its upload: "+p.URL(c.Look.Base, c.Look.At))
		}
	default:
		t.Steps = []Step{{"Run one build of each use", []string{"git commit --allow-empty -m 'Check the new Codecov token'", "git push"}}}
	}
	return t
}

// api is the address of a request that every API token may make: the owners that it sees
// (codecov/umbrella apps/codecov-api/api/public/v2/urls.py:93).
func (c Case) api() string {
	base, service := codecov.APIURL, c.Look.At.Service
	if c.Look.Base != "" {
		base = strings.TrimRight(c.Look.Base, "/")
	}
	if service == "" {
		service = "gh"
	}
	return quote(base + "/api/v2/" + service + "/")
}

func (c Case) revoke(title string) Task {
	t := Task{ID: "revoke", Title: title, Why: "Only now it is worthless, wherever copies of it are.", Notes: c.where()}
	if !c.Key.Overlap && c.Key.Kind != codecov.UploadToken {
		t.Why = upper(c.Key.Replaced.Text) + ". Builds fail until the new one is in place: do the next step at once."
	}
	return t
}

// keep is for a key that nobody can replace.
func (c Case) keep() Task {
	return Task{ID: "revoke", Title: "Decide whether it may stay", Why: upper(c.Key.Pages[0].For) + ": " + c.Key.Pages[0].Do + ".",
		Notes: []string{c.Key.Pages[0].URL(c.Look.Base, c.Look.At), "it is meant to be shown to those who may see the repository"}}
}

func (c Case) history() Task {
	t := Task{ID: "history", Title: "Take it out of history, if it must not be read there"}
	if c.Exposure == nil {
		t.Why = "Nothing was found in this repository."
		return t
	}
	t.Why = "A replaced key in history does no harm; scanners will go on to report it. covkey allow records it as known."
	t.Steps = c.Exposure.Steps()
	if c.Exposure.State == Shared {
		t.Steps = t.Steps[1:] // replacing it is what this is about
	}
	return t
}

func (c Case) misuse() Task {
	t := Task{ID: "misuse", Title: "Look for misuse", Why: "From the day on which it could be read."}
	if e := c.Exposure; e != nil && !e.First.Authored.IsZero() {
		t.Why = "From " + e.First.Authored.Format("2006-01-02") + " on, when it came into the repository."
	}
	for _, f := range c.Key.Traces {
		t.Notes = append(t.Notes, f.Text)
	}
	for _, p := range c.Key.Look {
		t.Notes = append(t.Notes, p.For+": "+p.URL(c.Look.Base, c.Look.At)+" ("+p.Do+")")
	}
	return t
}

func (c Case) watch() Task {
	return Task{ID: "watch", Title: "Look again", Why: fmt.Sprintf("On %s and on %s, in the same places.",
		c.Now.AddDate(0, 0, 7).Format("2006-01-02"), c.Now.AddDate(0, 1, 0).Format("2006-01-02")),
		Notes: []string{"builds that fail with the old key show a use that was not found"}}
}

func (c Case) prevent() Task {
	return Task{ID: "hook", Title: "Keep it from coming back", Why: "The hook stops the next one before it is a commit; the CI catches who has no hook.",
		Steps: []Step{{"In every clone", []string{"covkey install"}}, {"In the CI (recipes/ has the lines for each)", []string{"covkey scan ci"}}}}
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
