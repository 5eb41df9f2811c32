package gitrepo

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
)

// results is what became of every scenario with each reader, for the list that the
// test run prints at its end.
type results struct {
	mu    sync.Mutex
	names []string // in the order of the list
	rows  map[string]map[string]string
}

func (r *results) note(scenario, backend, outcome string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.rows == nil {
		r.rows = map[string]map[string]string{}
	}
	if r.rows[scenario] == nil {
		r.rows[scenario] = map[string]string{}
	}
	r.rows[scenario][backend] = outcome
}

// print lists the scenarios, a line each, and counts them.
func (r *results) print(t *testing.T) {
	var list strings.Builder
	w := tabwriter.NewWriter(&list, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\nscenario\tgo-git\tgit\tauto\n")
	counts := map[string]int{}
	listed := 0
	for _, name := range r.names {
		row := r.rows[name]
		if row == nil { // left out by -run
			continue
		}
		listed++
		fmt.Fprintf(w, "%s", name)
		for _, backend := range backends {
			outcome := row[backend]
			if outcome == "" { // not come to
				outcome = wrong
			}
			fmt.Fprintf(w, "\t%s", outcome)
			word, _, _ := strings.Cut(outcome, " ")
			counts[backend+" "+strings.TrimRight(word, ",:;")]++
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil {
		t.Error(err)
	}
	fmt.Fprintf(&list, "%d scenarios", listed)
	for _, backend := range backends {
		fmt.Fprintf(&list, "; %s:", backend)
		for _, word := range []string{"right", "hands", "refuses", "skipped", wrong} {
			if n := counts[backend+" "+word]; n > 0 {
				fmt.Fprintf(&list, " %d %s", n, word)
			}
		}
	}
	t.Log(list.String())
}

// wrong is the outcome of a failed test.
const wrong = "WRONG"

// outcome says in a few words what a reader did that passed the test.
func (o *oracle) outcome(backend, answeredBy string) string {
	s := o.scenario
	end := ""
	if len(o.damaged) > 0 {
		end = "; what is damaged or missing is refused"
	}
	switch {
	case s.none:
		return "right: no repository"
	case backend == BackendGoGit && s.hands != "":
		return "hands over: " + s.hands
	case backend == BackendGoGit && len(s.goGit) > 0:
		return "hands over: " + topics(s.goGit)
	case len(s.git) > 0:
		return "refuses: " + topics(s.git)
	case backend == BackendAuto:
		return "right, by " + answeredBy + end
	}
	return "right" + end
}

func topics(list []topic) string {
	if len(list) == len(everything) {
		return "everything"
	}
	var words []string
	for _, t := range everything {
		if slices.Contains(list, t) {
			words = append(words, string(t))
		}
	}
	return strings.Join(words, ", ")
}
