package inventory

import (
	"path"
	"strconv"
	"strings"

	"github.com/covkey/covkey/codecov"
)

// workflow reads a workflow of GitHub Actions (Gitea and Forgejo read the same
// form) or a composite action.
type workflow struct {
	file   Use // what every use of the file has in common
	target bool
	envs   []*variables // from the file's to the step's
	uses   []Use
}

// variables are those that one level sets.
type variables struct {
	of    map[string]*node
	taken map[string]bool // somebody below was seen to use it
	where Use
}

func githubUses(root *node, file Use) []Use {
	w := &workflow{file: file}
	w.file.Workflow = root.at("name").scalar()
	if w.file.Workflow == "" {
		w.file.Workflow = path.Base(file.Path)
	}
	w.target = triggers(root)["pull_request_target"]
	w.within(root, w.file, func() {
		if jobs := root.child("jobs"); jobs != nil {
			for _, job := range jobs.children {
				w.job(job)
			}
		}
		w.steps(root.at("runs", "steps"), w.file)
	})
	for i := range w.uses {
		if u := &w.uses[i]; w.target && (u.Needs || u.By == OIDC) {
			u.flag(PullRequestTarget, "pull_request_target runs with the repository's secrets for pull requests from forks; it must not run their code",
				codecov.Source{URL: "https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/"})
		}
	}
	return w.uses
}

// triggers are the events that a workflow is started by.
func triggers(root *node) map[string]bool {
	all := map[string]bool{}
	on := root.child("on")
	if on == nil {
		on = root.child("true") // as a YAML 1.1 writer spells it
	}
	if on == nil {
		return all
	}
	for name := range strings.SplitSeq(strings.Trim(on.value, "[]"), ",") {
		all[unquote(name)] = true
	}
	for _, c := range on.children {
		all[c.key], all[c.value] = true, true
	}
	return all
}

// within does something with a level's variables in force, and then notes those of
// Codecov's names that nothing below was seen to use: a script or another action may.
func (w *workflow) within(level *node, where Use, do func()) {
	v := &variables{of: map[string]*node{}, taken: map[string]bool{}, where: where}
	if env := level.child("env"); env != nil {
		for _, c := range env.children {
			v.of[c.key] = c
		}
	}
	w.envs = append(w.envs, v)
	do()
	w.envs = w.envs[:len(w.envs)-1]
	if env := level.child("env"); env != nil {
		for _, c := range env.children {
			if isKeyName(c.key) && !v.taken[c.key] && c.scalar() != "" {
				u := where
				u.Line, u.Kind, u.By, u.Secret, u.Needs = c.line, kindOf(c.key), Environment, referred(c.scalar()), true
				w.uses = append(w.uses, u)
			}
		}
	}
}

// lookup finds a variable from the step outward.
func (w *workflow) lookup(name string) (string, bool) {
	for i := len(w.envs) - 1; i >= 0; i-- {
		if n := w.envs[i].of[name]; n != nil {
			w.envs[i].taken[name] = true
			from := referred(n.scalar())
			if from == "" && n.scalar() == "" {
				return "", false
			}
			return from, true
		}
	}
	return "", false
}

func (w *workflow) job(job *node) {
	where := w.file
	where.Job = job.key
	w.within(job, where, func() {
		if called := job.child("uses"); called != nil {
			w.called(job, called, where)
		}
		w.steps(job.child("steps"), where)
	})
}

// called is a job that is another workflow.
func (w *workflow) called(job, called *node, where Use) {
	name, version, _ := strings.Cut(called.value, "@")
	for _, list := range []*node{job.child("secrets"), job.child("with")} {
		if list == nil {
			continue
		}
		for _, c := range list.children {
			if from := referred(c.scalar()); isKeyName(c.key) || isKeyName(from) {
				u := where
				u.Line, u.Kind, u.By, u.Secret, u.Needs = c.line, kindOf(c.key), Input, from, true
				u.Uploader, u.Version = name, version
				w.pin(&u, name, version)
				w.uses = append(w.uses, u)
			}
		}
	}
}

func (w *workflow) steps(list *node, where Use) {
	if list == nil {
		return
	}
	commands := &script{lookup: w.lookup, got: -1}
	for i, step := range list.children {
		u := where
		u.Step, u.Line = stepName(step, i), step.line
		w.within(step, u, func() {
			if action := step.child("uses"); action != nil {
				w.action(step, action, u)
			}
			if run := step.child("run"); run != nil {
				commands.read(run.texts(), u)
			}
		})
	}
	w.uses = append(w.uses, commands.uses...)
}

func stepName(step *node, i int) string {
	for _, key := range []string{"name", "id", "uses"} {
		if v := step.child(key).scalar(); v != "" {
			return v
		}
	}
	return "step " + strconv.Itoa(i+1)
}

// action is a step that is an action.
func (w *workflow) action(step, action *node, u Use) {
	name, version, _ := strings.Cut(action.value, "@")
	u.Line, u.Uploader, u.Version, u.Kind = action.line, strings.ToLower(name), version, codecov.UploadToken
	if release, _, _ := strings.Cut(action.comment, " "); isCommit(version) && major(release) > 0 {
		u.Release = release
	}
	with := step.child("with")
	if u.Uploader != codecov.Action && u.Uploader != codecov.TestAction {
		u.Uploader = name
		if with == nil {
			return
		}
		for _, c := range with.children {
			if from := referred(c.scalar()); isKeyName(c.key) || isKeyName(from) {
				given := u
				given.Line, given.Kind, given.By, given.Secret, given.Needs = c.line, kindOf(c.key), Input, from, true
				if from == "" {
					continue // the name of something, or the key itself, which is found as such
				}
				w.pin(&given, name, version)
				w.uses = append(w.uses, given)
			}
		}
		return
	}
	token := with.child("token")
	variable, set := w.lookup("CODECOV_TOKEN")
	switch {
	case strings.EqualFold(with.child("use_oidc").scalar(), "true"):
		u.By = OIDC
	case token.scalar() != "":
		u.By, u.Secret, u.Needs = Input, referred(token.scalar()), true
	case set:
		u.By, u.Secret, u.Needs = Environment, variable, true
	default:
		u.By = Tokenless
	}
	w.pin(&u, name, version)
	w.uses = append(w.uses, u)
}

// pin looks at an action's version.
func (w *workflow) pin(u *Use, name, version string) {
	if strings.HasPrefix(name, "./") || strings.HasPrefix(name, "docker://") {
		return
	}
	if !isCommit(version) {
		u.flag(NotPinned, "a tag or branch can be moved to other code; pin the action to a commit",
			codecov.Source{URL: "https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions"})
	}
}

func isCommit(version string) bool {
	return len(version) == 40 && strings.Trim(strings.ToLower(version), "0123456789abcdef") == ""
}

// major is the first number of a version, 0 when there is none.
func major(version string) int {
	version = strings.TrimPrefix(strings.TrimPrefix(version, "="), "v")
	end := 0
	for end < len(version) && version[end] >= '0' && version[end] <= '9' {
		end++
	}
	if end == 0 || end > 3 || end < len(version) && version[end] != '.' {
		return 0
	}
	n, err := strconv.Atoi(version[:end])
	if err != nil {
		return 0
	}
	return n
}
