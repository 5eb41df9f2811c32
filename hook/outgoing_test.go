package hook

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/covkey/covkey/gitrepo"
)

// outgoing is a state of a repository and its remotes, and a push.
type outgoing struct {
	name  string
	build func(*world)
	push  func(*world) []string // git push's arguments
	// want are the names of the keys that this push sends and that the remote is not
	// known to have.
	want []string
	// calls is how often git runs the hook; 0 stands for once, -1 for not at all.
	calls int
	// trusted: the remote lost what it is known to have, so that more arrives there
	// than is looked at.
	trusted bool
	// hands says why go-git does not read such a repository.
	hands string
}

// to gives the same arguments whatever the state is.
func to(args ...string) func(*world) []string { return func(*world) []string { return args } }

var backends = []string{gitrepo.BackendGoGit, gitrepo.BackendGit, gitrepo.BackendAuto}

// TestOutgoing lets git push in states of all kinds, catches what it asks the hook, and
// has each reader answer. What then really arrives at a server and was not there
// before must be among what was found.
func TestOutgoing(t *testing.T) {
	t.Parallel()
	var list sync.Map // scenario and backend to what became of it
	all := slices.Concat(refScenarios, remoteScenarios, historyScenarios, cloneScenarios)
	t.Cleanup(func() { printOutcomes(t, all, &list) }) // after all that run in parallel
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			list.Store(s.name, "WRONG")
			w := newWorld(t)
			t.Cleanup(func() {
				if t.Skipped() {
					list.Store(s.name, "skipped: "+w.skipped)
				}
			})
			s.build(w)
			s.check(w, &list)
		})
	}
}

func (s outgoing) check(w *world, list *sync.Map) {
	calls := w.asked(s.push(w)...)
	if want := map[int]int{0: 1, -1: 0}; len(calls) != s.calls && len(calls) != want[s.calls] {
		w.t.Fatalf("git ran the hook %d times", len(calls))
	}
	slices.Sort(s.want)
	for _, backend := range backends {
		w.t.Run(backend, func(t *testing.T) {
			got, readers, err := w.found(calls, backend)
			outcome := "right"
			switch {
			case backend == gitrepo.BackendGoGit && s.hands != "":
				if err == nil || !strings.Contains(err.Error(), s.hands) {
					t.Errorf("go-git cannot read this (%s): %v", s.hands, err)
				}
				outcome = "hands over: " + s.hands
			case err != nil:
				t.Error(err)
			case !slices.Equal(got, append([]string{}, s.want...)):
				t.Errorf("found %q, want %q; git asked %q", got, s.want, calls)
			case backend == gitrepo.BackendAuto && readers != "":
				outcome += ", by " + readers
			}
			if !t.Failed() {
				list.Store(s.name+"\x00"+backend, outcome)
			}
		})
	}
	arrived := w.arrive(s.push(w)...)
	for _, name := range arrived {
		if _, name, _ := strings.Cut(name, " "); !s.trusted && !slices.Contains(s.want, name) {
			w.t.Errorf("%s arrived and was not found; %q was", name, s.want)
		}
	}
	if !w.t.Failed() {
		list.Delete(s.name)
	}
}

// printOutcomes lists the scenarios with what is found and each reader's result.
func printOutcomes(t *testing.T, all []outgoing, list *sync.Map) {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\nscenario\tis found\tgo-git\tgit\tauto\n")
	counts := map[string]int{}
	listed := 0
	for _, s := range all {
		found := strings.Join(s.want, ", ")
		if found == "" {
			found = "nothing"
		}
		row := []string{s.name, found}
		for _, backend := range backends {
			outcome, ok := list.Load(s.name + "\x00" + backend)
			if whole, failed := list.Load(s.name); failed {
				outcome, ok = whole, true
			}
			if !ok {
				break // left out by -run
			}
			row = append(row, fmt.Sprint(outcome))
			word, _, _ := strings.Cut(fmt.Sprint(outcome), " ")
			counts[strings.TrimRight(word, ",:")]++
		}
		if len(row) == 2+len(backends) {
			listed++
			fmt.Fprintln(w, strings.Join(row, "\t"))
		}
	}
	if err := w.Flush(); err != nil {
		t.Error(err)
	}
	fmt.Fprintf(&text, "%d scenarios of a push, each with %d readers:", listed, len(backends))
	for _, word := range []string{"right", "hands", "skipped", "WRONG"} {
		if counts[word] > 0 {
			fmt.Fprintf(&text, " %d %s", counts[word], word)
		}
	}
	t.Log(text.String())
}
