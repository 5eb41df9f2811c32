package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// scenario is a kind of repository. What is asked about it is the same for all
// (oracle_test.go); the answers have to be git's.
type scenario struct {
	name  string
	build func(*fixture)
	// goGit and git list the topics about which a reader refuses at least one
	// question, by an error. go-git's are then git's to answer, git's are nobody's.
	goGit, git []topic
	// hands says why go-git is not asked at all, in the words of the reason.
	hands string
	// none: git finds no repository, so nobody may.
	none bool
	// skewed: commits are dated before their parents. More commits than git's
	// answer may be reachable then, never fewer.
	skewed bool
	// tied: commits have the date of their parents, so that dates do not tell in
	// which order they come.
	tied bool
	// touches: what below .git the git program itself writes to when it only reads.
	touches []string
	// assumed: where git would fetch an old tree, nothing is known of it, which is
	// said.
	assumed bool
	// absent: commits that are not here are asked about as known ones as well.
	absent bool
	// brief: of the topics that need many answers only the first is asked for.
	brief bool
	// about are the topics that are asked about; nil for all.
	about []topic
}

// asks tells whether questions of a topic are to be asked.
func (s scenario) asks(t topic) bool { return s.about == nil || slices.Contains(s.about, t) }

// about limits scenarios that do not say themselves what they are about.
func about(list []scenario, topics ...topic) []scenario {
	list = slices.Clone(list)
	for i := range list {
		if list[i].about == nil {
			list[i].about = topics
		}
	}
	return list
}

// backends are asked in this order.
var backends = []string{BackendGoGit, BackendGit, BackendAuto}

// allScenarios is the list, in the order in which it is printed.
func allScenarios() []scenario {
	return slices.Concat(
		about(slices.Concat(indexScenarios, indexFormatScenarios), place, head, staged),
		about(slices.Concat(stateScenarios, sequenceScenarios), place, head, staged),
		about(nameScenarios, head, staged, changes),
		about(variableScenarios, place, head, staged),
		about(slices.Concat(placeScenarios, systemScenarios), place, head, refs, staged, object),
		about(environmentScenarios, place, head, refs, staged, object, reachable),
		formatScenarios,
		objectScenarios,
		largeScenarios,
		storeScenarios,
		about(refScenarios, head, refs, staged),
		historyScenarios,
		damageScenarios,
		about(headScenarios, place, head, refs, staged),
	)
}

// everything is what a reader refuses that cannot read a repository at all.
var everything = []topic{head, refs, staged, object, reachable, changes}

// TestContract asks both readers, and what Open chooses, about repositories of all
// kinds, and compares their answers with git's. At its end it prints the list of
// scenarios with their results.
func TestContract(t *testing.T) {
	t.Parallel()
	starts := makeStarts(t)
	var list results
	t.Cleanup(func() { list.print(t) }) // after all that run in parallel
	for _, s := range allScenarios() {
		if slices.Contains(list.names, s.name) {
			t.Fatalf("two scenarios are called %q", s.name)
		}
		list.names = append(list.names, s.name)
		t.Run(s.name, func(t *testing.T) {
			list.note(s.name, BackendAuto, wrong)
			t.Parallel()
			f := starts.repository(t)
			t.Cleanup(func() {
				if t.Skipped() {
					for _, backend := range backends {
						list.note(s.name, backend, "skipped: "+f.skipped)
					}
				}
			})
			s.build(f)
			f.checkAll(s, &list)
		})
	}
}

// checkAll asks git, then every reader.
func (f *fixture) checkAll(s scenario, list *results) {
	f.t.Helper()
	points := f.points
	if points == nil {
		points = []point{{f.dir, f.env}}
	}
	var oracles []*oracle
	for _, p := range points {
		at := *f
		at.dir, at.env = p.dir, p.env
		oracles = append(oracles, newOracle(&at, s))
	}
	for _, backend := range backends {
		f.t.Run(backend, func(t *testing.T) {
			f.untrapped()
			before := f.files()
			outcome := ""
			for i, o := range oracles {
				outcome = o.check(t, backend)
				if t.Failed() {
					t.Fatal(points[i])
				}
			}
			f.trapped(t)
			for _, file := range f.files() {
				touched := func(part string) bool { return strings.Contains(file, "/.git/"+part) }
				if !slices.Contains(before, file) && !slices.ContainsFunc(s.touches, touched) {
					t.Errorf("reading wrote %s", file)
				}
			}
			if !t.Failed() {
				list.note(s.name, backend, outcome)
			}
		})
	}
}

// check asks one reader and says what it did.
func (o *oracle) check(t *testing.T, backend string) (outcome string) {
	s := o.scenario
	repo, err := Open(context.Background(), o.dir, o.env.with(o.disturbed...).with(backendVariable+"="+backend))
	switch {
	case s.none:
		if !errors.Is(err, ErrNoRepository) {
			t.Errorf("git finds no repository, opened with error %v", err)
		}
		return o.outcome(backend, "")
	case backend == BackendGoGit && s.hands != "":
		if err == nil || !strings.Contains(err.Error(), s.hands) {
			t.Errorf("go-git cannot read this (%s), opened with error %v", s.hands, err)
		}
		return o.outcome(backend, "")
	case err != nil:
		t.Fatal(err)
	}
	defer func() {
		if err := repo.Close(); err != nil && len(s.git) == 0 {
			t.Errorf("close: %v", err)
		}
	}()
	declared := s.git
	if backend == BackendGoGit {
		declared = s.goGit
	}
	o.ask(t, repo, declared, backend)
	o.chosen(t, repo, backend)
	return o.outcome(backend, repo.Reader().Name())
}

// ask puts all questions to one reader.
func (o *oracle) ask(t *testing.T, repo *Repository, declared []topic, backend string) {
	refused := map[topic]bool{}
	for _, q := range o.questions {
		got, err := q.ask(context.Background(), repo)
		switch {
		case err != nil && (q.refused != nil || backend == BackendGoGit && slices.Contains(declared, q.topic)):
			refused[q.topic] = true
			if !strings.Contains(err.Error(), q.named) {
				t.Errorf("%s %s: the error does not name it: %v", q.topic, q.name, err)
			}
		case err != nil:
			t.Errorf("%s %s: %v", q.topic, q.name, err)
		case q.refused != nil && o.scenario.assumed && len(repo.Assumed) > 0:
		case q.refused != nil:
			t.Errorf("%s %s: git gives no answer (%v), got %.300q", q.topic, q.name, q.refused, got)
		case q.most != nil && (!containsAll(got, q.want) || !containsAll(q.most, got)):
			t.Errorf("%s %s:\ngot      %q\nat least %q\nat most  %q", q.topic, q.name, got, q.want, q.most)
		case q.most == nil && !slices.Equal(got, q.want):
			t.Errorf("%s %s:\ngot  %.3000q\nwant %.3000q", q.topic, q.name, got, q.want)
		}
	}
	for _, topic := range everything {
		if o.scenario.asks(topic) && refused[topic] != slices.Contains(declared, topic) {
			t.Errorf("%s: refused is %v, the scenario says otherwise", topic, refused[topic])
		}
	}
}

// chosen checks which reader answered and that the reason for it is told.
func (o *oracle) chosen(t *testing.T, repo *Repository, backend string) {
	s := o.scenario
	name, why := repo.Reader().Name(), strings.Join(repo.Why, "; ")
	want := backend
	if backend == BackendAuto {
		// Also what is not here, or damaged, is asked of git at last.
		want = "go-git, then git"
		switch {
		case s.hands != "":
			want = "git"
		case len(s.goGit) > 0 && !strings.Contains(why, "handed over to git"):
			t.Errorf("the hand-over is not explained: %s", why)
		case name == "go-git":
			want = name
			if len(s.goGit) > 0 {
				t.Error("git was never asked")
			}
		}
	}
	if name != want {
		t.Errorf("reader %s, want %s (%s)", name, want, why)
	}
	if backend == BackendAuto && !strings.Contains(why, s.hands) {
		t.Errorf("the reason %q is not told: %s", s.hands, why)
	}
}

func containsAll(list, part []string) bool {
	for _, s := range part {
		if !slices.Contains(list, s) {
			return false
		}
	}
	return true
}

// files lists what lies on the disk, with sizes and dates.
func (f *fixture) files() []string {
	f.t.Helper()
	var list []string
	err := filepath.WalkDir(f.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		list = append(list, fmt.Sprintf("%s %s %d %d", path, info.Mode(), info.Size(), info.ModTime().UnixNano()))
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return list
}
