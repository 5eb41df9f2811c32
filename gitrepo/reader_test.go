package gitrepo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// fixed is a Reader that gives the same answer to everything. Only the hand-over is
// tested with it: which reader is asked, and what becomes of its answer.
type fixed struct {
	name   string
	change Change
	err    error
	asked  int
	closed int
	// during is called while a question is being answered.
	during func()
}

func (f *fixed) answer() error {
	f.asked++
	if f.during != nil {
		f.during()
	}
	return f.err
}

func (f *fixed) Name() string { return f.name }
func (f *fixed) Object(context.Context, ID) (Object, error) {
	return Object{Kind: Blob, Data: []byte(f.name)}, f.answer()
}
func (f *fixed) Stream(_ context.Context, _ ID, read ReadFunc) error {
	return errors.Join(read(Header{Blob, int64(len(f.name))}, strings.NewReader(f.name)), f.answer())
}
func (f *fixed) lend(ID) (Object, bool)           { return Object{}, false }
func (f *fixed) Head(context.Context) (ID, error) { return mustID(idA), f.answer() }
func (f *fixed) Refs(context.Context, string) ([]Ref, error) {
	return []Ref{{Name: f.name}}, f.answer()
}
func (f *fixed) Staged(context.Context, ID) ([]Change, error) {
	return []Change{f.change}, f.answer()
}
func (f *fixed) Reachable(context.Context, []ID, []ID) ([]ID, error) {
	return []ID{mustID(idA)}, f.answer()
}
func (f *fixed) Close() error {
	f.closed++
	return nil
}

var (
	errFirst  = errors.New("the first cannot")
	errSecond = errors.New("the second cannot")
)

// twoReaders is a hand-over between fixed readers.
func twoReaders() (h *handover, first, second *fixed, reasons *[]string) {
	first, second = &fixed{name: "first", change: Change{Path: "first"}}, &fixed{name: "second", change: Change{Path: "second"}}
	reasons = new([]string)
	return &handover{
		first:    first,
		second:   func() (Reader, error) { return second, nil },
		onSwitch: func(why error) { *reasons = append(*reasons, why.Error()) },
	}, first, second, reasons
}

func TestHandover(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h, first, second, reasons := twoReaders()
	if list, err := h.Staged(ctx, ID{}); err != nil || list[0].Path != "first" || h.Name() != "first" || second.asked > 0 {
		t.Errorf("the first reader can: %v, %v, %s", list, err, h.Name())
	}
	// What came with an error does not count, and one refusal does not decide about
	// the next question.
	first.err = errFirst
	if list, err := h.Staged(ctx, ID{}); err != nil || list[0].Path != "second" || h.Name() != "first, then second" {
		t.Errorf("the first reader cannot: %v, %v, %s", list, err, h.Name())
	}
	first.err = nil
	if o, err := h.Object(ctx, ID{}); err != nil || string(o.Data) != "first" {
		t.Errorf("the first reader can again: %q, %v", o.Data, err)
	}
	if !slices.Equal(*reasons, []string{errFirst.Error()}) {
		t.Errorf("reasons: %q", *reasons)
	}
	first.err, second.err = errFirst, errSecond
	for name, question := range map[string]func() (int, error){
		"object":    func() (int, error) { o, err := h.Object(ctx, ID{}); return len(o.Data), err },
		"head":      func() (int, error) { id, err := h.Head(ctx); return int(id.size), err },
		"refs":      func() (int, error) { l, err := h.Refs(ctx, ""); return len(l), err },
		"staged":    func() (int, error) { l, err := h.Staged(ctx, ID{}); return len(l), err },
		"reachable": func() (int, error) { l, err := h.Reachable(ctx, nil, nil); return len(l), err },
	} {
		if n, err := question(); n > 0 || !errors.Is(err, errSecond) {
			t.Errorf("%s: nobody can: %d, %v", name, n, err)
		}
	}
	for range 2 {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
	if first.closed == 0 || second.closed == 0 {
		t.Error("not closed")
	}
}

func TestHandoverWithoutSecond(t *testing.T) {
	t.Parallel()
	h, first, _, _ := twoReaders()
	h.second = func() (Reader, error) { return nil, errSecond }
	first.err = errFirst
	list, err := h.Staged(context.Background(), ID{})
	if list != nil || !errors.Is(err, errFirst) || !errors.Is(err, errSecond) {
		t.Errorf("got %v, %v", list, err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
}

// TestHandoverCancelled: a question that was cancelled is not put to another reader.
func TestHandoverCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	h, first, second, _ := twoReaders()
	first.err, first.during = errFirst, cancel
	if _, err := h.Object(ctx, ID{}); !errors.Is(err, context.Canceled) || second.asked > 0 {
		t.Errorf("got %v, the second reader was asked %d times", err, second.asked)
	}
}

// TestCancelled: neither reader answers once it is cancelled.
func TestCancelled(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	f.add("a", "1\n")
	one := f.id(f.commit("one"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, backend := range []string{BackendGoGit, BackendGit, BackendAuto} {
		r := f.mustOpen(backend).Reader()
		_, object := r.Object(ctx, one)
		_, refs := r.Refs(ctx, "refs/")
		_, staged := r.Staged(ctx, ID{})
		_, reachable := r.Reachable(ctx, []ID{one}, nil)
		for name, err := range map[string]error{"object": object, "refs": refs, "staged": staged, "reachable": reachable} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s, %s: %v", backend, name, err)
			}
		}
	}
}

func TestBackend(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	if _, err := f.open("jgit"); err == nil || !strings.Contains(err.Error(), "jgit") {
		t.Errorf("an unknown backend: %v", err)
	}
	for backend, want := range map[string]string{"": "go-git", BackendAuto: "go-git", BackendGoGit: "go-git", BackendGit: "git"} {
		repo := f.mustOpen(backend)
		if got := repo.Reader().Name(); got != want || len(repo.Why) != 1 || !strings.HasPrefix(repo.Why[0], want+" reads") {
			t.Errorf("%q: reader %s, %q", backend, got, repo.Why)
		}
	}
}
