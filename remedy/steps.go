package remedy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/covkey/covkey/codecov"
)

// Step is something to do: in words, and the commands for it.
type Step struct {
	Do  string
	Run []string
}

// Steps are the way out of the state that the key is in. Run in a shell in the
// repository's folder, the commands do what the words say; $EDITOR is where a person
// changes a line.
func (e Exposure) Steps() []Step {
	switch e.State {
	case Unstaged:
		return []Step{e.edit(e.Staged)}
	case Staged:
		return e.unstage()
	case LastCommit:
		return e.amend()
	case Older:
		if e.plain() {
			return e.rebase()
		}
		return e.rewrite()
	case Elsewhere:
		return e.elsewhere()
	case TagOnly:
		return e.dropTags(e.Tags)
	case OtherRef:
		return e.otherRefs()
	}
	return e.shared()
}

// edit says where to write what instead, with the command that opens the files.
func (e Exposure) edit(places []Place) Step {
	var where, files []string
	for _, p := range places {
		if p.message() {
			continue
		}
		text := fmt.Sprintf("%s, line %d", p.Path, p.Line)
		if p.Fix != "" {
			text += ": write " + p.Fix
		}
		where = append(where, text)
		if f := file(p.Path); !slices.Contains(files, f) {
			files = append(files, f)
		}
	}
	const most = 3
	if len(where) > most {
		where = append(where[:most], fmt.Sprintf("and %d more places", len(where)-most))
	}
	return Step{Do: "Edit " + strings.Join(where, "; "), Run: []string{"$EDITOR " + strings.Join(files, " ")}}
}

// paths are the files of places, for a command line.
func paths(places []Place) string {
	var files []string
	for _, p := range places {
		if f := file(p.Path); !p.message() && !slices.Contains(files, f) {
			files = append(files, f)
		}
	}
	return strings.Join(files, " ")
}

func (e Exposure) unstage() []Step {
	out := "git restore --staged -- " + paths(e.Staged)
	if e.unborn {
		out = "git rm -q --cached -- " + paths(e.Staged)
	}
	edit := e.edit(e.Staged)
	return []Step{
		{"Take it out of the next commit; the file stays as it is", []string{out}},
		{edit.Do, edit.Run},
		{"Stage it again and look", []string{"git add -- " + paths(e.Staged), "covkey scan staged"}},
	}
}

// amendment is how the commit that is checked out is made anew without the key.
func (e Exposure) amendment(b Bring) []Step {
	var steps []Step
	amend := "git commit --amend"
	if files := paths(b.Places); files != "" {
		steps = append(steps, e.edit(b.Places), Step{Run: []string{"git add -- " + files}})
	}
	inMessage := slices.ContainsFunc(b.Places, Place.message)
	if !inMessage {
		amend += " --no-edit"
	}
	step := Step{Do: "Make the commit anew", Run: []string{amend}}
	if inMessage {
		step.Do += "; take the key out of its message"
	}
	if n := len(steps); n > 0 && steps[n-1].Do == "" {
		step.Run = append(steps[n-1].Run, step.Run...)
		steps = steps[:n-1]
	}
	return append(steps, step)
}

func (e Exposure) amend() []Step {
	b := e.local()[0]
	steps := append(e.again(), e.amendment(b)...)
	steps = append(steps, e.moveTags()...)
	return append(steps, Step{"Look", []string{"covkey scan commits HEAD^!"}})
}

// again takes a copy that is staged as well out first.
func (e Exposure) again() []Step {
	if len(e.Staged) == 0 {
		return nil
	}
	return []Step{{"It is staged as well: take that out", []string{"git restore --staged -- " + paths(e.Staged)}}}
}

// plain reports whether a rebase of one branch does it.
func (e Exposure) plain() bool {
	for _, b := range e.local() {
		if b.Merge {
			return false // its place in a rebase's list is no "pick"
		}
	}
	for _, tag := range e.Tags {
		if _, ok := e.behind[tag]; !ok || e.merges {
			return false
		}
	}
	const most = 5 // stops
	return len(e.local()) == len(e.Bring) && len(e.local()) <= most && len(e.Branches) == 1
}

// rebase stops at each commit that brought the key.
func (e Exposure) rebase() []Step {
	local := e.local()
	var edits []string
	for _, b := range local {
		edits = append(edits, "-e 's/^p[a-z]* "+b.ID[:7]+"/edit "+b.ID[:7]+"/'")
	}
	command := `GIT_SEQUENCE_EDITOR="sed -i.bak ` + strings.Join(edits, " ") + `" git rebase -i --autostash `
	if e.merges {
		command += "--rebase-merges "
	}
	if local[0].Root {
		command += "--root"
	} else {
		command += local[0].ID[:12] + "^"
	}
	var stops []string
	for _, b := range local {
		stops = append(stops, b.ID[:7])
	}
	steps := append(e.again(), Step{"Go back; git stops at " + strings.Join(stops, ", "), []string{command}})
	for i, b := range local {
		each := e.amendment(b)
		last := &each[len(each)-1]
		last.Run = append(last.Run, "git rebase --continue")
		last.Do += ", and go on"
		if i == 0 {
			last.Do += "; where a later commit changed the same line git stops once more"
		}
		if len(local) > 1 {
			each[0].Do = "At " + b.ID[:7] + ": " + each[0].Do
		}
		steps = append(steps, each...)
	}
	steps = append(steps, e.moveTags()...)
	return append(steps, Step{"Look", []string{"covkey scan history"}})
}

// moveTags puts tags on the commits that were made anew.
func (e Exposure) moveTags() []Step {
	var run []string
	for _, tag := range e.Tags {
		back, ok := e.behind[tag]
		if !ok {
			continue
		}
		to := "HEAD"
		if back > 0 {
			to += "~" + strconv.Itoa(back)
		}
		if e.messages[tag] {
			run = append(run, fmt.Sprintf(`git tag -f -a -m "$(git tag -l --format='%%(contents)' %s)" %s %s`, quote(tag), quote(tag), to))
		} else {
			run = append(run, "git tag -f "+quote(tag)+" "+to)
		}
	}
	if len(run) == 0 {
		return nil
	}
	return []Step{{"The old commits are still tagged: move the tags" + e.unlessPushed(), run}}
}

// unlessPushed reminds that nothing here tells whether a remote has a tag.
func (e Exposure) unlessPushed() string {
	if len(e.remotes) == 0 || len(e.Tags) == 0 {
		return ""
	}
	return fmt.Sprintf(" (git ls-remote %s %s says whether it was pushed; then the key is shared)", quote(e.remotes[0]), quote("refs/tags/"+e.Tags[0]))
}

// rewrite makes all refs anew at once.
func (e Exposure) rewrite() []Step {
	var refs []string
	for _, b := range e.Branches {
		if b != "HEAD" {
			refs = append(refs, quote("refs/heads/"+b))
		}
	}
	for _, t := range e.Tags {
		refs = append(refs, quote("refs/tags/"+t))
	}
	steps := append(e.again(), Step{"Many commits, several branches or tags have it, or a merge brought it: make all anew" + e.unlessPushed(),
		[]string{e.filter("git filter-repo --force --refs " + strings.Join(refs, " "))}})
	return append(steps, Step{"Look", []string{"covkey scan history"}})
}

func (e Exposure) elsewhere() []Step {
	if len(e.Branches) > 1 || len(e.Tags) > 0 || e.unborn {
		return e.rewrite()
	}
	back := "-"
	if e.current != "" {
		back = e.current
	}
	return []Step{
		{"Go to that branch and ask again: the commands are then for what is checked out", []string{"git switch " + quote(e.Branches[0]), "covkey explain " + string(e.Fingerprint)}},
		{"When it is done", []string{"git switch " + quote(back)}},
	}
}

func (e Exposure) dropTags(tags []string) []Step {
	var names []string
	for _, t := range tags {
		names = append(names, quote(t))
	}
	steps := []Step{}
	if len(e.remotes) > 0 {
		steps = append(steps, Step{"See whether it was pushed; if so it is shared: replace the key (covkey remediate)",
			[]string{"git ls-remote --tags " + quote(e.remotes[0]) + " " + strings.Join(names, " ")}})
	}
	return append(steps,
		Step{"No branch has these commits: delete the tag", []string{"git tag -d " + strings.Join(names, " ")}},
		Step{"Look", []string{"covkey scan history"}})
}

func (e Exposure) otherRefs() []Step {
	var steps []Step
	for _, ref := range e.Others {
		if ref == "refs/stash" {
			steps = append(steps, Step{"The latest stash has it: take it out of there, edit, and stash again if you must", []string{"git stash pop"}})
			continue
		}
		steps = append(steps, Step{"When you do not need it", []string{"git update-ref -d " + quote(ref)}})
	}
	return append(steps, Step{"Look", []string{"covkey scan history"}})
}

// shared: taking it back is not possible, only making it worthless.
func (e Exposure) shared() []Step {
	steps := []Step{{"Replace it: whoever could read it may have it, and no rewrite changes that", []string{"covkey remediate " + string(e.Fingerprint)}}}
	if files := paths(e.tips); files != "" && !e.bare {
		step := e.edit(e.tips)
		step.Do = "Nothing is to use it any longer. " + step.Do
		step.Run = append(step.Run, "git commit -m 'Read the Codecov key from the environment' -- "+files)
		steps = append(steps, step)
	}
	clone := []string{"git clone --mirror --no-local \"$(git remote get-url " + quote(e.remote()) + ")\" ../clean.git", "cd ../clean.git"}
	if e.bare {
		clone = nil
	}
	run := append(clone, e.filter("git filter-repo --sensitive-data-removal"))
	if !e.bare {
		run = append(run, "git push --force --mirror origin")
	}
	return append(steps, Step{"Then, if it must not be read in history either, rewrite the remote's; everybody clones anew", run})
}

// remote is the name of the remote that has it.
func (e Exposure) remote() string {
	if len(e.Remotes) > 0 {
		name, _, _ := strings.Cut(e.Remotes[0], "/")
		return name
	}
	return "origin"
}

// filter adds to a call of git filter-repo what finds this key by its fingerprint,
// so that it stands in no file and no list of processes. The callbacks are described
// in git-filter-repo's manual under CALLBACKS; the form of the fingerprint is
// detector.Fingerprint's.
func (e Exposure) filter(command string) string {
	digits := strings.TrimPrefix(string(e.Fingerprint), "sha256:")
	shape, canonical := "(?i)[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}",
		"\n    k = k.lower().replace(b\"-\", b\"\"); k = b\"-\".join([k[:8], k[8:12], k[12:16], k[16:20], k[20:]])"
	switch {
	case string(e.Kind) == codecov.RepositoryToken:
		shape, canonical = "[0-9a-f]{40}", ""
	case string(e.Kind) == codecov.BadgeToken:
		shape, canonical = "[0-9A-Za-z]{10}", ""
	case len(e.Match) != 36 || strings.Count(e.Match, "-") != 4:
		// A token that an operator chose has no shape: the person has to write it down.
		return command + " --replace-text ../key.txt  # a file of yours with the key on its one line; delete it afterwards"
	}
	body := func(what, end string) string {
		return "'\n  import re, hashlib\n  def f(m):\n    k = m[0]" + canonical + "\n    return b\"REMOVED\" if hashlib.sha256(k).hexdigest() == \"" + digits +
			"\" else m[0]\n  " + end + " re.sub(rb\"" + shape + "\", f, " + what + ")'"
	}
	files, messages := false, false
	for _, b := range e.Bring {
		for _, p := range b.Places {
			messages = messages || p.message()
			files = files || !p.message()
		}
	}
	if files {
		command += " --blob-callback " + body("blob.data", "blob.data =")
	}
	if messages {
		command += " --message-callback " + body("message", "return")
	}
	return command
}

// file writes a path for a shell, so that no command takes it for an option.
func file(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	return quote(path)
}

// quote writes a word for a shell.
func quote(s string) string {
	plain := s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("./_-+=:@%,", r))
	}) < 0
	if plain {
		return s
	}
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\ufffd' }) >= 0 {
		// Bytes that a screen does not show: as bash, zsh and ksh read them.
		var b strings.Builder
		b.WriteString("$'")
		for i := range len(s) {
			if c := s[i]; c < ' ' || c >= 0x7f || c == '\'' || c == '\\' {
				fmt.Fprintf(&b, `\x%02x`, c)
			} else {
				b.WriteByte(c)
			}
		}
		return b.String() + "'"
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
