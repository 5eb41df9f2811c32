package inventory

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/covkey/covkey/codecov"
	"github.com/covkey/covkey/detector"
)

// LongestFile is how many bytes of a file are looked at: what uses a key is written
// by hand.
const LongestFile = 1 << 20

// Scan lists the uses in one file, in the order of their lines; nil for most files.
func Scan(name string, data []byte) []Use {
	if len(data) > LongestFile || bytes.IndexByte(data, 0) >= 0 || !detector.MayMention(data) && !detector.MayMention([]byte(name)) {
		return nil
	}
	file := Use{Path: name, System: systemOf(name)}
	var uses []Use
	if !isProse(name) {
		uses = slices.DeleteFunc(fileUses(file, data), func(u Use) bool { return u.merged })
	}
	found := detector.Scan(detector.Input{Path: name, Text: data}, detector.Options{})
	uses = literals(name, found, uses)
	mask(uses, found)
	for i := range uses {
		if ended, is := codecov.Ended(uses[i].Uploader, majorOf(uses[i])); is {
			uses[i].flag(DeprecatedUploader, ended.Text, ended.Source)
		}
	}
	slices.SortStableFunc(uses, func(a, b Use) int { return a.Line - b.Line })
	return slices.CompactFunc(uses, same)
}

// same tells uses that say one thing twice: a loop over two commands of a line.
func same(a, b Use) bool {
	return a.Line == b.Line && a.Uploader == b.Uploader && a.Secret == b.Secret && a.By == b.By && a.Step == b.Step
}

// majorOf is the version's first number.
func majorOf(u Use) int {
	if u.Release != "" {
		return major(u.Release)
	}
	return major(u.Version)
}

func fileUses(file Use, data []byte) []Use {
	switch {
	case file.System == github || file.System == gitea:
		return githubUses(outline(string(data)), file)
	case file.System == jenkins:
		return jenkinsUses(linesOf(data), file)
	case isDocker(file.Path):
		return dockerUses(linesOf(data), file)
	case isYAML(file.Path):
		return pipelineUses(outline(string(data)), file)
	case isProgram(file.Path):
		return sourceUses(linesOf(data), file)
	case path.Base(file.Path) == "package.json":
		return packageUses(linesOf(data), file)
	}
	return scriptUses(linesOf(data), file)
}

// isProgram reports whether a file is a program's source and no shell's.
func isProgram(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".jsx", ".go", ".rb", ".java", ".kt", ".kts", ".groovy", ".gradle",
		".cs", ".php", ".rs", ".scala", ".sbt", ".swift", ".r", ".jl", ".pl", ".ex", ".exs", ".clj", ".vue", ".svelte", ".lua", ".c", ".cc", ".cpp", ".h":
		return true
	}
	return false
}

// packageUses reads the scripts of a package.json.
func packageUses(lines []text, file Use) []Use {
	s := &script{shared: true, got: -1, lookup: func(string) (string, bool) { return "", false }}
	for _, l := range lines {
		name, command, ok := strings.Cut(strings.TrimSpace(l.s), `": "`)
		if !ok || !strings.Contains(command, " ") && strings.Trim(command, `",`) != "codecov" {
			continue
		}
		u := file
		u.Step = strings.Trim(name, `" `)
		command = strings.TrimRight(command, `", `)
		s.read([]text{{l.line, strings.ReplaceAll(command, `\"`, `"`)}}, u)
	}
	return s.uses
}

func linesOf(data []byte) []text {
	var out []text
	for line := range strings.SplitSeq(string(data), "\n") {
		out = append(out, text{len(out) + 1, strings.TrimRight(line, "\r")})
	}
	return out
}

// reach is how many lines below a use its input may stand.
const reach = 12

// literals adds the keys that stand in the file itself. One that a use is given is
// that use's.
func literals(name string, found []detector.Finding, uses []Use) []Use {
	for _, f := range found {
		at := -1
		for i, u := range uses {
			// An action's input stands some lines below its name.
			if u.Line == f.Line || u.Needs && u.Secret == "" && u.Line < f.Line && f.Line-u.Line <= reach {
				at = i
			}
		}
		if at < 0 {
			at = len(uses)
			uses = append(uses, Use{Path: name, Line: f.Line, System: systemOf(name)})
		}
		u := &uses[at]
		u.Kind, u.By, u.Needs, u.Secret = string(f.Kind), Literal, true, ""
		if f.Severity > detector.Low {
			u.flag(KeyInFile, "the key itself is in the file", codecov.Source{})
		}
	}
	return uses
}

// mask takes keys out of the names that the file gave.
func mask(uses []Use, found []detector.Finding) {
	known := map[detector.Fingerprint]bool{}
	for _, f := range found {
		known[f.Fingerprint] = true
	}
	for i := range uses {
		u := &uses[i]
		for _, s := range []*string{&u.Workflow, &u.Job, &u.Step, &u.Secret, &u.Uploader, &u.Version, &u.Release} {
			if *s != "" {
				*s = detector.Mask(detector.MaskKnown(*s, known))
			}
		}
	}
}
