package detector

import (
	"fmt"
)

// Severity ranks what a key lets its finder do.
type Severity int

// The severities, lowest first. High and above block by default.
const (
	Low Severity = iota
	High
	Critical
)

// String gives the name used in the contract: low, high or critical.
func (s Severity) String() string {
	switch s {
	case Low:
		return "low"
	case High:
		return "high"
	case Critical:
		return "critical"
	}
	return fmt.Sprintf("severity(%d)", int(s))
}

// ParseSeverity is the inverse of String. The error names the accepted values.
func ParseSeverity(name string) (Severity, error) {
	for s := Low; s <= Critical; s++ {
		if s.String() == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: want low, high or critical", name)
}

// Confidence tells how far the evidence for a finding goes.
type Confidence int

// The confidences, lowest first.
const (
	// Medium: the value is called a token, or Codecov's, and what is missing stands
	// nearby; or it is known by its name alone, not by its form.
	Medium Confidence = iota + 1
	// Certain: name, structure, command or URL say both.
	Certain
)

// String gives the name that reports use: medium or high.
func (c Confidence) String() string {
	if c == Certain {
		return "high"
	}
	return "medium"
}

// Kind is one of the kinds of key that Codecov hands out.
type Kind string

// The kinds; source: codecov/umbrella, the models Repository,
// OrganizationLevelToken, UserToken and RepositoryToken.
const (
	UploadToken     Kind = "codecov-upload-token"
	APIToken        Kind = "codecov-api-token"
	RepositoryToken Kind = "codecov-repository-token"
	BadgeToken      Kind = "codecov-badge-token"
)

// kindFacts is what is known about one kind.
type kindFacts struct {
	severity Severity
	title    string // in a sentence: "a Codecov upload token"
	variable string // the environment variable that Codecov's tools read it from
	rotate   string // the page on which it is replaced
	forms    []form // the forms in which the server accepts it
}

func kinds() map[Kind]kindFacts { return allKinds.get(makeKinds) }

var allKinds once[map[Kind]kindFacts]

func makeKinds() map[Kind]kindFacts {
	return map[Kind]kindFacts{
		UploadToken: {
			severity: High,
			title:    "Codecov upload token",
			variable: "CODECOV_TOKEN",
			rotate:   "https://app.codecov.io/gh/OWNER/REPO/config/general",
			// The server parses it with Python's uuid.UUID(): every spelling counts. A
			// self-hosted server compares its own global token as text.
			forms: []form{formUUID, formHex32, formOpaque},
		},
		APIToken: {
			severity: Critical,
			title:    "Codecov API token",
			variable: "CODECOV_API_TOKEN",
			rotate:   "https://app.codecov.io/account/gh/USER/access",
			forms:    []form{formUUID, formHex32},
		},
		RepositoryToken: {
			severity: High,
			title:    "Codecov repository token",
			variable: "CODECOV_STATIC_TOKEN",
			rotate:   "https://app.codecov.io/gh/OWNER/REPO/config/general",
			forms:    []form{formHex40},
		},
		BadgeToken: {
			severity: Low,
			title:    "Codecov badge token",
			variable: "",
			rotate:   "https://app.codecov.io/gh/OWNER/REPO/config/general",
			forms:    []form{formBadge},
		},
	}
}

// Kinds lists every kind in a fixed order, most harmful first.
func Kinds() []Kind { return []Kind{APIToken, UploadToken, RepositoryToken, BadgeToken} }

// Severity is the kind's own severity.
func (k Kind) Severity() Severity { return kinds()[k].severity }

// Title is the kind's name in a sentence, without an article.
func (k Kind) Title() string { return kinds()[k].title }

// RotatePage is the URL of the page on which the key is replaced, with OWNER,
// REPO and USER to be filled in.
func (k Kind) RotatePage() string { return kinds()[k].rotate }

func (k Kind) accepts(f form) bool {
	for _, g := range kinds()[k].forms {
		if f == g {
			return true
		}
	}
	return false
}
