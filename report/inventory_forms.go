package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

type jsonInventory struct {
	Version  int       `json:"version"`
	Uses     []jsonUse `json:"uses"`
	Branches int       `json:"branches"`
	Errors   []string  `json:"errors"`
}

type jsonUse struct {
	Path     string     `json:"path"`
	Line     int        `json:"line"`
	System   string     `json:"system"`
	Workflow string     `json:"workflow"`
	Job      string     `json:"job"`
	Step     string     `json:"step"`
	Kind     string     `json:"kind"`
	Secret   string     `json:"secret"`
	Uploader string     `json:"uploader"`
	Version  string     `json:"version"`
	Release  string     `json:"release,omitempty"`
	By       string     `json:"by"`
	Stops    bool       `json:"stops_when_revoked"`
	Branches []string   `json:"branches,omitempty"`
	Flags    []jsonFlag `json:"flags"`
}

type jsonFlag struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Source string `json:"source,omitempty"`
}

func (i Inventory) json(w io.Writer) error {
	out := jsonInventory{Version: jsonVersion, Uses: []jsonUse{}, Branches: i.Branches, Errors: []string{}}
	for _, u := range i.Uses {
		use := jsonUse{
			Path: escapeInvalid(u.Path), Line: u.Line, System: u.System,
			Workflow: escapeInvalid(u.Workflow), Job: escapeInvalid(u.Job), Step: escapeInvalid(u.Step),
			Kind: u.Kind, Secret: escapeInvalid(u.Secret), Uploader: escapeInvalid(u.Uploader),
			Version: escapeInvalid(u.Version), Release: escapeInvalid(u.Release), By: string(u.By), Stops: u.Needs, Flags: []jsonFlag{},
		}
		for _, b := range u.Branches {
			use.Branches = append(use.Branches, escapeInvalid(b))
		}
		for _, f := range u.Flags {
			flag := jsonFlag{ID: f.ID, Text: f.Text}
			if !f.Source.None() {
				flag.Source = f.Source.Link()
			}
			use.Flags = append(use.Flags, flag)
		}
		out.Uses = append(out.Uses, use)
	}
	for _, e := range i.Errors {
		out.Errors = append(out.Errors, escapeInvalid(e))
	}
	return writeJSON(w, out)
}

// markdown is a list to tick off, for an issue.
func (i Inventory) markdown() []byte {
	var b bytes.Buffer
	b.WriteString("## Uses of Codecov keys\n")
	stop, others := i.needing()
	names, of := kinds(stop)
	for _, kind := range names {
		fmt.Fprintf(&b, "\nThese will stop working when the %s is revoked:\n\n", titleOf(kind))
		markdownUses(&b, of[kind], "- [ ] ")
	}
	if len(others) > 0 {
		b.WriteString("\nThese send to Codecov without a key that covkey sees:\n\n")
		markdownUses(&b, others, "- ")
	}
	if len(i.Uses) == 0 {
		b.WriteString("\nNone was found.\n")
	}
	for _, e := range i.Errors {
		fmt.Fprintf(&b, "\n**Not read:** %s\n", Markdown(e))
	}
	return b.Bytes()
}

func markdownUses(b *bytes.Buffer, uses []Use, bullet string) {
	for _, u := range uses {
		fmt.Fprintf(b, "%s%s", bullet, Code(fmt.Sprintf("%s:%d", u.Path, u.Line)))
		if place := placeOf(u); place != "" {
			fmt.Fprintf(b, " %s", Markdown(place))
		}
		fmt.Fprintf(b, ": %s", Markdown(howOf(u)))
		if len(u.Branches) > 0 {
			fmt.Fprintf(b, "; in %s", Markdown(some("branch", u.Branches)))
		}
		b.WriteByte('\n')
		for _, f := range u.Flags {
			fmt.Fprintf(b, "  - **%s**: %s", f.ID, Markdown(f.Text))
			if !f.Source.None() {
				fmt.Fprintf(b, " ([source](%s))", f.Source.Link())
			}
			b.WriteByte('\n')
		}
	}
}

// Markdown writes text from outside so that a page shows it and obeys nothing in it.
// An address of a page becomes a link to itself.
func Markdown(s string) string {
	s = Visible(s)
	if i := strings.Index(s, "https://"); i >= 0 {
		end := i + len("https://")
		for end < len(s) && strings.IndexByte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/?#:=&%", s[end]) >= 0 {
			end++
		}
		return plainMarkdown(s[:i]) + "<" + s[i:end] + ">" + Markdown(s[end:])
	}
	return plainMarkdown(s)
}

func plainMarkdown(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case strings.ContainsRune("\\`*_[]<>|~&", r), (r == '#' || r == '+' || r == '-') && i == 0:
			if r == '<' || r == '>' || r == '&' {
				fmt.Fprintf(&b, "&#%d;", r)
				continue
			}
			b.WriteByte('\\')
		case r == '@': // would call somebody
			b.WriteString("@\u200b")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Code writes text as code within a line, whatever backticks are in it.
func Code(s string) string {
	s = Visible(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}
