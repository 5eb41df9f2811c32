package remedy

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/covkey/covkey/report"
)

// title is what the checklist is about.
func (c Case) title(kind string) string {
	title := "Replace the " + kind
	if c.Exposure != nil {
		title += " " + c.Exposure.Match
	}
	return title
}

// Text is the checklist for a terminal.
func (c Case) Text(kind string, p Progress) []byte {
	out := newPage(c.Look)
	out.WriteString(c.Header(kind))
	for i, t := range c.Checklist() {
		out.WriteByte('\n')
		out.task(i+1, t, p)
	}
	return out.Bytes()
}

// Header is what stands above the tasks.
func (c Case) Header(kind string) string {
	out := newPage(c.Look)
	fmt.Fprintf(out, "%s\n", out.bold.Sprint(c.title(kind)))
	if c.Exposure != nil {
		fmt.Fprintf(out, "  %s\n", out.dim.Sprint(string(c.Exposure.Fingerprint)))
	}
	return out.String()
}

// TaskText is one task, for a run that asks.
func (c Case) TaskText(n int, t Task, p Progress) []byte {
	out := newPage(c.Look)
	out.task(n, t, p)
	return out.Bytes()
}

func (p *page) task(n int, t Task, progress Progress) {
	mark := map[string]string{Done: "[x]", Skipped: "[-]"}[progress.Tasks[t.ID].State]
	if mark == "" {
		mark = "[ ]"
	}
	fmt.Fprintf(p, "%s %s\n", mark, p.bold.Sprintf("%d. %s", n, t.Title))
	if t.Why != "" {
		p.wrapped("    ", "    ", clean(t.Why))
	}
	for _, note := range t.Notes {
		p.wrapped("    - ", "      ", clean(note))
	}
	for _, s := range t.Steps {
		if s.Do != "" {
			p.wrapped("    > ", "      ", clean(s.Do))
		}
		for _, command := range s.Run {
			for line := range strings.SplitSeq(command, "\n") {
				p.WriteString("        " + p.good.Sprint(report.Visible(line)) + "\n")
			}
		}
	}
}

// Markdown is the checklist for an issue. Whatever comes from the repository is shown as
// it is and obeyed nowhere.
func (c Case) Markdown(kind string, p Progress) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## %s\n", report.Markdown(c.title(kind)))
	if c.Exposure != nil {
		fmt.Fprintf(&b, "\n%s\n", report.Code(string(c.Exposure.Fingerprint)))
	}
	b.WriteByte('\n')
	for i, t := range c.Checklist() {
		mark := " "
		if p.Tasks[t.ID].State != "" {
			mark = "x"
		}
		skipped := ""
		if p.Tasks[t.ID].State == Skipped {
			skipped = " (skipped)"
		}
		fmt.Fprintf(&b, "- [%s] **%d. %s**%s", mark, i+1, report.Markdown(t.Title), skipped)
		if t.Why != "" {
			fmt.Fprintf(&b, "  \n  %s", report.Markdown(clean(t.Why)))
		}
		b.WriteByte('\n')
		for _, note := range t.Notes {
			fmt.Fprintf(&b, "  - %s\n", report.Markdown(clean(note)))
		}
		for _, s := range t.Steps {
			if s.Do != "" {
				fmt.Fprintf(&b, "  - %s\n", report.Markdown(clean(s.Do)))
			}
			if len(s.Run) > 0 {
				b.WriteString("\n    ```sh\n")
				for _, command := range s.Run {
					for line := range strings.SplitSeq(command, "\n") {
						fmt.Fprintf(&b, "    %s\n", strings.ReplaceAll(report.Visible(line), "```", "` ` `"))
					}
				}
				b.WriteString("    ```\n\n")
			}
		}
	}
	return b.Bytes()
}
