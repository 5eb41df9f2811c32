package inventory

import (
	"strings"

	"github.com/covkey/covkey/codecov"
)

// pipelineUses reads the YAML of a CI system other than GitHub's: commands and
// variables wherever they stand.
func pipelineUses(root *node, file Use) []Use {
	p := &pipeline{file: file, scripts: map[string]*script{}, places: map[*node]Use{}, alias: "codecov"}
	p.orb(root)
	root.walk(p.bindings)
	root.walk(p.visit)
	return p.finish()
}

type pipeline struct {
	file              Use
	alias, orbVersion string // of Codecov's orb
	bound             []*binding
	scripts           map[string]*script
	order             []*script
	places            map[*node]Use
	current           *node // whose command is being read
	uses              []Use
}

// binding is a variable of Codecov's name that the file sets, for all below scope.
type binding struct {
	name  string
	at    *node
	scope *node
	use   Use
	used  bool
}

// orb finds Codecov's orb of CircleCI and the name that it goes by.
func (p *pipeline) orb(root *node) {
	orbs := root.child("orbs")
	if orbs == nil {
		return
	}
	for _, c := range orbs.children {
		if name, version, _ := strings.Cut(c.value, "@"); name == "codecov/codecov" {
			p.alias, p.orbVersion = c.key, version
		}
	}
}

// bindings notes the variables that a node sets.
func (p *pipeline) bindings(n *node) {
	switch {
	case n.parent == nil:
	case isKeyName(n.key):
		p.bind(n, n.key, n.scalar())
	case oneOf(n.key, "name", "key", "variable") && isKeyName(n.value) && n.parent.child("value") != nil:
		p.bind(n, n.value, n.parent.child("value").scalar())
	case n.key == "name" && isKeyName(n.value) && n.parent.at("valueFrom", "secretKeyRef") != nil: // Kubernetes
		ref := n.parent.at("valueFrom", "secretKeyRef")
		p.bind(n, n.value, "${"+ref.child("name").scalar()+"}")
	case n.item && n.parent.isEnvironment():
		if name, value, _ := strings.Cut(n.value, "="); isKeyName(name) { // - NAME=VALUE
			p.bind(n, name, value)
		}
	}
}

// isEnvironment reports whether a key's list or map is one of variables.
func (n *node) isEnvironment() bool {
	return oneOf(n.key, "env", "envs", "environment", "variables", "env_vars", "env_variables", "global", "matrix", "secrets", "inputs", "settings")
}

func (p *pipeline) visit(n *node) {
	if p.file.System == circle && p.orbStep(n) || p.plugin(n) || isKeyName(n.key) || n.item && n.parent.isEnvironment() {
		return
	}
	if p.isCommand(n) {
		p.current = n
		p.script(n).read(n.texts(), p.where(n))
	}
}

// isCommand reports whether a scalar may be a command.
func (p *pipeline) isCommand(n *node) bool {
	switch n.key {
	case "name", "displayName", "label", "image", "if", "when", "description", "title", "path", "key", "paths":
		return false
	}
	return len(n.block) > 0 || strings.Contains(n.value, " ") || n.item || oneOf(n.key, "command", "commands", "script", "run", "cmd", "sh", "ps", "bash", "pwsh", "after_success", "entrypoint")
}

// script is the one of the job that a command is of.
func (p *pipeline) script(n *node) *script {
	job := p.where(n).Job
	s := p.scripts[job]
	if s == nil {
		s = &script{lookup: p.lookup, shared: true, got: -1}
		p.scripts[job] = s
		p.order = append(p.order, s)
	}
	return s
}

// lookup finds the variable that counts for the command that is read: the one that is
// set nearest.
func (p *pipeline) lookup(name string) (string, bool) {
	for at := p.current; at != nil; at = at.parent {
		for _, b := range p.bound {
			if b.name == name && b.scope == at {
				b.used = true
				return b.use.Secret, true
			}
		}
	}
	return "", false
}

// bind notes a variable that the file sets, by a reference, an encrypted value or
// a store's name.
func (p *pipeline) bind(n *node, name, value string) {
	u := p.where(n)
	u.Line, u.Kind, u.By, u.Needs = n.line, kindOf(name), Environment, true
	u.Secret = referred(value)
	for _, key := range []string{"from_secret", "secret", "secretName", "name", "vault", "op"} {
		if from := n.child(key).scalar(); from != "" {
			u.Secret = from
		}
	}
	if n.child("secure") != nil || strings.HasPrefix(value, "ENCRYPTED[") || strings.HasPrefix(value, "encrypted:") {
		u.Secret = name + ", encrypted in this file"
	}
	if u.Secret == "" && value == "" && len(n.children) == 0 && !n.item {
		return
	}
	if u.Secret == "" {
		u.Secret = name
	}
	scope := n.parent
	for scope.parent != nil && (scope.isEnvironment() || scope.item && scope.parent.isEnvironment()) {
		scope = scope.parent
	}
	p.bound = append(p.bound, &binding{name: name, at: n, scope: scope, use: u})
}

// orbStep is a step that is a command of Codecov's orb.
func (p *pipeline) orbStep(n *node) bool {
	name := n.key
	if n.item && name == "" {
		name = n.value
	}
	command, ok := strings.CutPrefix(name, p.alias+"/")
	if !ok || command == "" || strings.ContainsAny(command, " @") || n.parent != nil && n.parent.key == "orbs" {
		return false
	}
	u := p.where(n)
	u.Line, u.Uploader, u.Version, u.Kind, u.Needs, u.By = n.line, codecov.Orb, p.orbVersion, codecov.UploadToken, true, Input
	u.Step, u.Secret = name, "CODECOV_TOKEN" // the orb's default
	if token := n.child("token").scalar(); token != "" {
		u.Secret = token // the orb takes a variable's name
		if from := referred(token); from != "" {
			u.Secret = from
		}
	}
	if strings.EqualFold(n.child("use_oidc").scalar(), "true") {
		u.By, u.Needs, u.Secret = OIDC, false, ""
	}
	if strings.Count(p.orbVersion, ".") < 2 {
		u.flag(NotPinned, "without all three numbers the orb changes by itself; name an exact version",
			codecov.Source{URL: "https://circleci.com/docs/guides/orbs/orb-concepts/#semantic-versioning"})
	}
	p.uses = append(p.uses, u)
	return true
}

// plugin is a step of another CI's that is Codecov's: an image of Drone's or
// Woodpecker's with settings, a step of Bitrise's.
func (p *pipeline) plugin(n *node) bool {
	name, version, _ := strings.Cut(n.key, "@")
	u := p.where(n)
	u.Line, u.Kind, u.By, u.Needs = n.line, codecov.UploadToken, Input, true
	switch {
	case p.file.System == bitrise && name == "codecov":
		u.Uploader, u.Version = codecov.Step, version
	case n.key == "settings" && strings.Contains(n.parent.child("image").scalar(), "codecov"):
		u.Uploader, u.Version, _ = strings.Cut(n.parent.child("image").scalar(), ":")
	default:
		return false
	}
	n.walk(func(c *node) {
		if oneOf(c.key, "CODECOV_TOKEN", "CC_TOKEN", "token") {
			u.Secret = referred(c.scalar())
			if from := c.child("from_secret").scalar(); from != "" {
				u.Secret = from
			}
		}
		for _, b := range p.bound {
			b.used = b.used || b.at == c
		}
	})
	if u.Secret == "" {
		u.Secret = "CODECOV_TOKEN"
	}
	p.uses = append(p.uses, u)
	return true
}

// finish gives the uses in the order of their lines.
func (p *pipeline) finish() []Use {
	for _, s := range p.order {
		p.uses = append(p.uses, s.uses...)
	}
	for _, b := range p.bound {
		if !b.used {
			p.uses = append(p.uses, b.use)
		}
	}
	return p.uses
}

// where names the job and step that a node is in: the outermost job, the innermost
// step.
func (p *pipeline) where(n *node) Use {
	if u, known := p.places[n]; known {
		return u
	}
	u := p.file
	if n.parent != nil {
		u = p.where(n.parent)
	}
	if u.Job == "" {
		u.Job = p.jobOf(n)
	}
	if n.item {
		if step := stepOf(n); step != "" {
			u.Step = step
		}
	}
	p.places[n] = u
	return u
}

func stepOf(item *node) string {
	for _, key := range []string{"displayName", "name", "label", "title", "command"} {
		for _, holder := range append([]*node{item}, item.children...) {
			if c := holder.child(key); c != nil && c.value != "" && (key != "command" || len(c.value) < 40) {
				return c.value
			}
		}
	}
	return ""
}

// jobOf is the name of the job that a node is, empty when it is none.
func (p *pipeline) jobOf(n *node) string {
	parent := ""
	if n.parent != nil {
		parent = n.parent.key
	}
	top := n.parent != nil && n.parent.parent == nil
	switch p.file.System {
	case gitlab:
		if top && !oneOf(n.key, "variables", "stages", "default", "include", "workflow", "image", "services", "cache") {
			return n.key
		}
	case circle:
		if oneOf(parent, "jobs", "commands") && n.key != "" && n.parent.parent != nil && n.parent.parent.parent == nil {
			return n.key
		}
	case azure:
		for _, key := range []string{"job", "deployment"} {
			if c := n.child(key); n.item && c != nil {
				return c.value
			}
		}
	case travis, appveyor, codebuild:
		if top && !oneOf(n.key, "env", "environment", "language", "phases") {
			return n.key
		}
	case cirrus, semaphore, bitrise, woodpeck:
		if top || parent == "workflows" || parent == "steps" {
			if n.key != "" && !oneOf(n.key, "env", "steps", "workflows", "blocks") {
				return n.key
			}
		}
	case drone:
		if top && n.key == "name" {
			return ""
		}
	}
	return ""
}

func oneOf(s string, all ...string) bool {
	for _, a := range all {
		if s == a {
			return true
		}
	}
	return false
}
