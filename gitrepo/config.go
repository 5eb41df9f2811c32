package gitrepo

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	format "github.com/go-git/go-git/v5/plumbing/format/config"
)

// configFile is the repository's own configuration file. Included files and the
// user's configuration are not in it: git itself reads a repository's format
// from this file alone.
type configFile struct {
	raw *format.Config
	// unread tells that go-git could not parse the file, so git is to be asked.
	unread error
}

func readConfigFile(path string) (configFile, error) {
	data, err := readFile(path, mostConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return configFile{raw: format.New()}, nil
	}
	if err != nil {
		return configFile{}, fmt.Errorf("repository configuration: %w", err)
	}
	return parseConfig(data), nil
}

func parseConfig(data []byte) configFile {
	c := configFile{raw: format.New()}
	c.unread = format.NewDecoder(bytes.NewReader(data)).Decode(c.raw)
	if c.unread == nil && c.hasLineBreak() {
		c.unread = errors.New("a value over more than one line")
	}
	return c
}

// hasLineBreak: go-git keeps the line break where git joins the lines of a value.
func (c configFile) hasLineBreak() bool {
	broken := func(options format.Options) bool {
		for _, o := range options {
			if strings.Contains(o.Value, "\n") {
				return true
			}
		}
		return false
	}
	for _, section := range c.raw.Sections {
		if broken(section.Options) {
			return true
		}
		for _, sub := range section.Subsections {
			if broken(sub.Options) {
				return true
			}
		}
	}
	return false
}

// get is the last value of section.subsection.key, empty when it is not set.
func (c configFile) get(section, subsection, key string) string {
	values := c.all(section, subsection, key)
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

func (c configFile) all(section, subsection, key string) []string {
	if c.raw == nil || !c.raw.HasSection(section) {
		return nil
	}
	s := c.raw.Section(section)
	if subsection == "" {
		return s.Options.GetAll(key)
	}
	if !s.HasSubsection(subsection) {
		return nil
	}
	return s.Subsection(subsection).Options.GetAll(key)
}

// isTrue reads a boolean as git writes it.
func isTrue(value string) bool {
	switch strings.ToLower(value) {
	case "true", "yes", "on", "1":
		return true
	}
	return false
}

// isFalse reads a boolean that git takes for true where it is not set.
func isFalse(value string) bool {
	switch strings.ToLower(value) {
	case "false", "no", "off", "0", "":
		return true
	}
	return false
}

// knownExtensions are the extensions of the repository format that change
// nothing about how go-git's storage reads objects, refs and the index.
// Source: git's Documentation/technical/repository-version.txt.
var knownExtensions = map[string]bool{"noop": true, "preciousobjects": true}

// needsGit says why go-git must not read this repository; empty when it may.
// Guessing is not an option: an extension that is not known changes the format
// in a way that is not known.
func (l Location) needsGit(env Env) string {
	if l.config.unread != nil {
		return "its configuration uses syntax that only git reads"
	}
	switch version := l.config.get("core", "", "repositoryformatversion"); version {
	case "", "0", "1":
	default:
		return "repository format version " + version
	}
	if l.config.raw.HasSection("extensions") {
		for _, o := range l.config.raw.Section("extensions").Options {
			name := strings.ToLower(o.Key)
			if name == "objectformat" && strings.EqualFold(o.Value, "sha1") {
				continue
			}
			if !knownExtensions[name] {
				return "extensions." + name
			}
		}
	}
	for _, name := range []string{"GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_GRAFT_FILE"} {
		if env.Get(name) != "" {
			return name + " is set"
		}
	}
	if _, set := env.Lookup(shallowVariable); set {
		return shallowVariable + " is set"
	}
	for _, name := range []string{"objects/info/alternates", "info/grafts"} {
		if _, err := os.Lstat(l.CommonDir + "/" + name); err == nil {
			return name
		}
	}
	for _, path := range l.owned {
		if !ownedByUser(path) {
			return "it belongs to another user (safe.directory is git's to judge)"
		}
	}
	return ""
}
