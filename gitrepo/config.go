package gitrepo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// configFile is the repository's own configuration file. Included files and the
// user's configuration are not in it: git itself reads a repository's format
// from this file alone.
type configFile struct {
	settings []setting
	// unread tells that the file is not read here, so git is to be asked.
	unread error
}

func readConfigFile(path string) (configFile, error) {
	var room [2 << 10]byte // most are shorter, and nothing of it is kept
	data, err := readFileInto(room[:], path, mostConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return configFile{}, nil
	}
	if err != nil {
		return configFile{}, fmt.Errorf("repository configuration: %w", err)
	}
	return parseConfig(data), nil
}

func parseConfig(data []byte) configFile {
	settings, err := parseSettings(data)
	return configFile{settings: settings, unread: err}
}

// below lists the settings of a section and its subsections, without the section's
// name.
func (c configFile) below(section string) []setting {
	var found []setting
	for _, s := range c.settings {
		if name, ok := strings.CutPrefix(s.name, section+"."); ok {
			found = append(found, setting{name, s.value})
		}
	}
	return found
}

// get is the last value of a setting, by the name that git prints; empty when it is
// not set.
func (c configFile) get(name string) string {
	value := ""
	for _, s := range c.settings {
		if s.name == name {
			value = s.value
		}
	}
	return value
}

// has reports whether a setting is there, whatever its value.
func (c configFile) has(name string) bool {
	return slices.ContainsFunc(c.settings, func(s setting) bool { return s.name == name })
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
var knownExtensions = []string{"noop", "preciousobjects"}

// needsGit says why go-git must not read this repository; empty when it may.
// Guessing is not an option: an extension that is not known changes the format
// in a way that is not known.
func (l Location) needsGit(env Env) string {
	if l.config.unread != nil {
		return "its configuration uses syntax that only git reads"
	}
	switch version := l.config.get("core.repositoryformatversion"); version {
	case "", "0", "1":
	default:
		return "repository format version " + version
	}
	for _, s := range l.config.below("extensions") {
		if s.name == "objectformat" && strings.EqualFold(s.value, "sha1") {
			continue
		}
		if !slices.Contains(knownExtensions, s.name) {
			return "extensions." + s.name
		}
	}
	for _, name := range []string{"GIT_NAMESPACE", "GIT_GRAFT_FILE"} {
		if env.Get(name) != "" {
			return name + " is set"
		}
	}
	if _, set := env.Lookup(shallowVariable); set {
		return shallowVariable + " is set"
	}
	if l.unread != nil {
		return l.unread.Error()
	}
	if _, err := os.Lstat(l.CommonDir + "/info/grafts"); err == nil {
		return "info/grafts"
	}
	for _, path := range l.owned {
		if !ownedByUser(path) {
			return "it belongs to another user (safe.directory is git's to judge)"
		}
	}
	return ""
}
