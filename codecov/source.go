package codecov

import "strconv"

// Repositories whose lines are cited, and the commits at which they were read.
const (
	umbrella = "codecov/umbrella"       // Codecov's server
	gazebo   = "codecov/gazebo"         // its pages
	cli      = "codecov/codecov-cli"    // the uploader of today
	action   = "codecov/codecov-action" // for GitHub Actions
	selfHost = "codecov/self-hosted"    // the server for one's own machines
	bash     = "codecov/codecov-bash"   // former uploaders
	python   = "codecov/codecov-python" //
	node     = "codecov/codecov-node"   //
	results  = "codecov/test-results-action"
	runner   = "actions/runner" // what runs GitHub's actions
)

// commitOf names the commit at which a repository's lines were counted.
func commitOf(repository string) string {
	switch repository {
	case umbrella:
		return "a8ec2db6eb3a91cd98d6f454ca2a5b60bb179743"
	case gazebo:
		return "7a6fac13568e4afdadf9f85d7c386d2e0d349668"
	case cli:
		return "152ecf87f4002ea8756c154d00f4f180f34fb814"
	case action:
		return "671740ac38dd9b0130fbe1cec585b89eea48d3de"
	case selfHost:
		return "f7a4a7cbbd5954cefedf378b45559dc0566b45bb"
	case bash:
		return "1817ab23d6b35ff6596e48d15db366b71f17ada3"
	case python:
		return "e553e93ed1404095acaf9a8bc3ef239675d3b88e"
	case node:
		return "7c698b77e3b04abc24a8bbf2e0606d6f77cdba21"
	case runner:
		return "258d6c857db3519913f7deb6004b60172f8043ae"
	case results:
		return "210c7d9743d0c4498ff54deab859f49d8524cb22"
	}
	return ""
}

// Source is where a claim stands: a line in a public repository, or a page.
type Source struct {
	Repository string // OWNER/NAME on GitHub
	Commit     string // where it is not commitOf's
	Path       string
	Line       int
	Words      string // stand in that line; a test looks
	URL        string // of a page, when it is no line
}

// String is the source in few words.
func (s Source) String() string {
	if s.URL != "" {
		return s.URL
	}
	name := s.Repository
	if s.Commit != "" {
		name += "@" + s.Commit[:min(len(s.Commit), 9)]
	}
	return name + " " + s.Path + ":" + strconv.Itoa(s.Line)
}

// Link is the URL at which the source can be read.
func (s Source) Link() string {
	if s.URL != "" {
		return s.URL
	}
	commit := s.Commit
	if commit == "" {
		commit = commitOf(s.Repository)
	}
	return "https://github.com/" + s.Repository + "/blob/" + commit + "/" + s.Path + "#L" + strconv.Itoa(s.Line)
}

// Fact is one claim and what it rests on.
type Fact struct {
	Text   string
	Source Source
}

// None reports whether nothing is cited.
func (s Source) None() bool { return s.URL == "" && s.Repository == "" }
