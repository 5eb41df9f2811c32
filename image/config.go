package image

import (
	"maps"
	"slices"
	"strings"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/scan"
)

// script is a configuration written as a Dockerfile, which is what it came from and what
// the detector reads: a variable that is set in one place is known where it is used.
type script struct {
	text  strings.Builder
	lines []scriptLine
}

// scriptLine tells what a line was made of.
type scriptLine struct {
	section string
	number  int // of the entry in the section, from 1
	prefix  int // how many bytes are ours
}

// put adds an entry of a section.
func (s *script) put(section string, number int, prefix, text string) {
	for line := range strings.Lines(text) {
		s.text.WriteString(prefix)
		s.text.WriteString(strings.TrimRight(line, "\r\n"))
		s.text.WriteByte('\n')
		s.lines = append(s.lines, scriptLine{section, number, len(prefix)})
		prefix = ""
	}
}

// scriptOf writes what of a configuration people fill in.
func scriptOf(c config) *script {
	s := &script{}
	for i, env := range c.Config.Env {
		s.put("Env", i+1, "ENV ", env)
	}
	for i, name := range slices.Sorted(maps.Keys(c.Config.Labels)) {
		s.put("Labels", i+1, "LABEL ", name+"="+c.Config.Labels[name])
	}
	command := func(section, prefix string, w words) {
		if len(w) > 0 {
			s.put(section, 1, prefix, strings.Join(w, " "))
		}
	}
	command("Shell", "SHELL ", c.Config.Shell)
	command("Entrypoint", "ENTRYPOINT ", c.Config.Entrypoint)
	command("Cmd", "CMD ", c.Config.Cmd)
	if c.Config.Healthcheck != nil {
		command("Healthcheck", "HEALTHCHECK ", c.Config.Healthcheck.Test)
	}
	for i, line := range c.Config.OnBuild {
		s.put("OnBuild", i+1, "ONBUILD ", line)
	}
	for i, h := range c.History {
		s.put("History", i+1, "", h.CreatedBy)
	}
	return s
}

// reportConfig scans an image's configuration and hands over what is in it: by its parts
// first, then what is elsewhere in the document.
func (r *run) reportConfig(m *image, images []*image, told map[detector.Fingerprint]bool) {
	origin := &scan.Origin{Images: imageTitles(images)}
	s := scriptOf(m.settings)
	here := map[detector.Fingerprint]bool{}
	for _, f := range r.stream.Again("Dockerfile", []byte(s.text.String())) {
		if at := f.Line - 1; at < len(s.lines) {
			here[f.Fingerprint] = true
			line := s.lines[at]
			f.Line, f.Column, f.Column16 = line.number, max(1, f.Column-line.prefix), 0
			f.Fix, f.AllowHint = instead(line.section), byFingerprint(f)
			r.stream.Report(ConfigPath+"/"+line.section, origin, []detector.Finding{f})
		}
	}
	for _, f := range m.config.found { // of one that is no document, which is an error
		r.stream.Report(ConfigPath, origin, f.findings)
	}
	if m.config.document == nil {
		maps.Copy(told, here)
		return
	}
	rest := untold(m.config.document.found, here)
	for i := range rest {
		rest[i].AllowHint = byFingerprint(rest[i])
		here[rest[i].Fingerprint] = true
	}
	maps.Copy(told, here)
	r.stream.Report(ConfigPath, origin, rest)
}

// instead says how a part of an image does without the key.
func instead(section string) string {
	switch section {
	case "History", "OnBuild":
		return "RUN --mount=type=secret,id=codecov_token,env=CODECOV_TOKEN … (a build secret: an ARG or ENV stays in the image)"
	case "Env":
		return "docker run -e CODECOV_TOKEN … (set when the container starts; in a build RUN --mount=type=secret)"
	}
	return "$CODECOV_TOKEN (set when the container starts)"
}
