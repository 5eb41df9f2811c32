package doctor

import (
	"path"
	"regexp"
	"strings"

	"github.com/covkey/covkey/inventory"
)

// Look takes in one file. name is its path in the repository.
func (r *Repository) Look(name string, data []byte) {
	r.Uses = append(r.Uses, inventory.Scan(name, data)...)
	base := path.Base(name)
	if base == ".pre-commit-config.yaml" || base == ".pre-commit-config.yml" {
		r.framework = r.framework || mentions(data, regexp.MustCompile(`covkey`)) > 0
		return
	}
	if inventory.System(name) == "" {
		return
	}
	r.pipelines = append(r.pipelines, name)
	if line := mentions(data, regexp.MustCompile(runsCovkey)); line > 0 {
		r.nets = append(r.nets, Place{name, line, ""})
	}
	if line := mentions(data, regexp.MustCompile(runsFramework)); line > 0 {
		r.byHook = append(r.byHook, Place{name, line, ""})
	}
}

const (
	// covkey scan …, "$dir/covkey" scan …, the action, an image with it
	runsCovkey = `\bcovkey(\.exe)?["']? +(-C +\S+ +)?scan\b|uses: *["']?covkey/covkey[@/]|\bcovkey/covkey[:@]\S*.* scan\b`
	// pre-commit run …, prek run …, the actions
	runsFramework = `\b(pre-commit|prek)["']? +run\b|uses: *["']?(pre-commit/action|j178/prek-action)@`
)

// mentions is the first line that says something, but in a comment; 0 for none.
func mentions(data []byte, what *regexp.Regexp) int {
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "#") || strings.HasPrefix(text, "//") {
			continue
		}
		if what.MatchString(text) {
			return n
		}
	}
	return 0
}

func isDockerfile(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.HasPrefix(base, "dockerfile") || strings.HasSuffix(base, ".dockerfile") || strings.HasPrefix(base, "containerfile")
}
