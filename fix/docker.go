package fix

import (
	"bytes"
	"regexp"
	"strings"
)

// dockerfile mounts the secret into the RUN that needs it. An ARG or ENV would stay in
// the image, so there is nothing that could stand in their place.
func (j *job) dockerfile() ([]edit, error) {
	if before, _ := j.line(); strings.HasPrefix(strings.TrimSpace(before), "#") {
		return j.replace("$" + j.variable), nil
	}
	if regexp.MustCompile(`(?i)^#\s*escape\s*=`).Match(j.text) {
		return nil, refuse("the file chooses an escape character: %s", j.advice)
	}
	start, end := j.instruction()
	m := regexp.MustCompile(`(?i)^\s*([a-z]+)\s+`).FindSubmatch(j.text[start:end])
	if m == nil {
		return nil, refuse("the key belongs to no instruction: %s", j.advice)
	}
	switch name := strings.ToUpper(string(m[1])); name {
	case "RUN":
	case "ARG", "ENV":
		return nil, refuse("a build's secret cannot be an %s, which stays in the image: take it out and write RUN --mount=type=secret,id=%s,env=%s … where it is used", name, j.variable, j.variable)
	default:
		return nil, refuse("%s cannot read a build's secret: %s", name, j.advice)
	}
	command := start + len(m[0])
	options := regexp.MustCompile(`^(--\S+\s+(\\\r?\n\s*)?)*`).Find(j.text[command:end])
	body := command + len(options)
	switch rest := j.text[body:end]; {
	case j.start < body, bytes.HasPrefix(rest, []byte("[")), bytes.HasPrefix(rest, []byte("<<")):
		return nil, refuse("no shell reads this RUN as one command: %s", j.advice)
	}
	edits, err := inShell(string(j.text[body:end]), j.start-body, j.end-body, expansion{command: "$(cat /run/secrets/" + j.variable + ")"})
	for i := range edits {
		edits[i].start, edits[i].end = edits[i].start+body, edits[i].end+body
	}
	mount := "--mount=type=secret,id=" + j.variable
	if !bytes.Contains(options, []byte(mount)) {
		edits = append(edits, edit{command, command, mount + " "})
	}
	return edits, err
}

// instruction is the instruction that the key stands in, with the lines on which it
// goes on.
func (j *job) instruction() (start, end int) {
	for at := 0; at < len(j.text); at = end {
		start, end = at, at
		for goesOn := true; goesOn && end < len(j.text); {
			_, last := lineAt(j.text, end)
			line := bytes.TrimSpace(j.text[end:last])
			// Comments and empty lines do not end what goes on over them.
			between := end > start && (len(line) == 0 || line[0] == '#')
			goesOn = between || bytes.HasSuffix(line, []byte(`\`)) && line[0] != '#'
			end = nextLine(j.text, last)
		}
		if j.start < end {
			break
		}
	}
	return start, end
}
