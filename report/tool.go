package report

import "github.com/covkey/covkey/detector"

// How covkey calls itself in formats that name the tool.
const (
	toolName = "covkey"
	toolURL  = "https://github.com/covkey/covkey"
	// kindsURL explains the kinds of key.
	kindsURL = toolURL + "#what-counts"
)

// toolVersion begins with a digit where it can, so that readers can compare it, and is
// never empty, because two schemas ask for at least a character.
func toolVersion(r Report) string {
	switch v := r.Version; {
	case v == "":
		return "unknown"
	case len(v) > 1 && v[0] == 'v' && '0' <= v[1] && v[1] <= '9':
		return v[1:]
	default:
		return v
	}
}

// kindText says in a sentence what a kind of key is and what its finder may do.
func kindText(kind detector.Kind) string {
	switch kind {
	case detector.APIToken:
		return "A Codecov API token reads everything that the person who made it may read."
	case detector.UploadToken:
		return "A Codecov upload token lets anyone upload coverage reports for a repository, or for a whole organisation."
	case detector.RepositoryToken:
		return "A Codecov repository token lets anyone act for a repository in static and label analysis."
	case detector.BadgeToken:
		return "A Codecov badge token shows the badge and the graphs of a private repository. It is meant to be shown, and is reported on request only."
	}
	return kind.Title()
}
