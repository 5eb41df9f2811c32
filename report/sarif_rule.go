package report

import (
	"fmt"
	"strings"

	"github.com/covkey/covkey/detector"
)

// sarifRule is a kind of key.
type sarifRule struct {
	ID               string         `json:"id"`
	Name             string         `json:"name"`
	ShortDescription sarifMessage   `json:"shortDescription"`
	FullDescription  sarifMessage   `json:"fullDescription"`
	Help             sarifMessage   `json:"help"`
	HelpURI          string         `json:"helpUri"`
	Default          sarifDefault   `json:"defaultConfiguration"`
	Properties       map[string]any `json:"properties"`
}

type sarifDefault struct {
	Level string `json:"level"`
}

// sarifRules are all kinds, in the order in which results refer to them.
func sarifRules() []sarifRule {
	var rules []sarifRule
	for _, kind := range detector.Kinds() {
		rules = append(rules, sarifRule{
			ID:               string(kind),
			Name:             sarifName(string(kind)),
			ShortDescription: sarifMessage{Text: kind.Title() + " in git"},
			FullDescription:  sarifMessage{Text: kindText(kind)},
			Help:             sarifHelp(kind),
			HelpURI:          kindsURL,
			Default:          sarifDefault{sarifDefaultLevel(kind)},
			Properties: map[string]any{
				// GitHub takes a rule for one about security by this tag.
				"tags":              []string{"security", "secret", "codecov", "external/cwe/cwe-798"},
				"precision":         "very-high",
				"security-severity": sarifScore(kind.Severity()),
			},
		})
	}
	return rules
}

// sarifName is the identifier in the form that the standard asks of a name.
func sarifName(id string) string {
	var name strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		if word == "api" {
			name.WriteString("API")
			continue
		}
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return name.String()
}

func sarifDefaultLevel(kind detector.Kind) string {
	if kind.Severity() == detector.Low {
		return "note"
	}
	return "error"
}

// sarifScore is within the range that GitHub shows as the severity of that name.
func sarifScore(s detector.Severity) string {
	switch s {
	case detector.Critical:
		return "9.5"
	case detector.High:
		return "8.0"
	}
	return "2.0"
}

// sarifHelp says what to do, in words for both kinds of reader.
func sarifHelp(kind detector.Kind) sarifMessage {
	if kind == detector.BadgeToken {
		return sarifMessage{Text: kindText(kind), Markdown: kindText(kind)}
	}
	const form = "%s\n\n" +
		"1. Write a reference to a secret or an environment variable instead; the finding says which.\n" +
		"2. If the key was ever pushed, rotate it: %s\n" +
		"3. If the value is meant to be in git, allow it by an annotation on its line, %s, or by its fingerprint: %s\n"
	const annotation, command = "covkey:allow REASON", "covkey allow sha256:… --reason TEXT"
	return sarifMessage{
		Text: fmt.Sprintf(form, kindText(kind), kind.RotatePage(), annotation, command),
		Markdown: fmt.Sprintf(form, kindText(kind), "<"+kind.RotatePage()+">",
			"`"+annotation+"`", "`"+command+"`"),
	}
}
