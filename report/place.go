package report

// The paths that stand for a message, which is no file.
const (
	commitMessage = "COMMIT_MSG"
	tagMessage    = "TAG_MSG"
)

// messageOf names the message that a finding is in; empty for a file.
func messageOf(f Finding) string {
	what := ""
	switch f.Path {
	case commitMessage:
		what = "the commit message"
	case tagMessage:
		what = "the tag message"
	default:
		return ""
	}
	if f.Commit != "" {
		what += " of " + short(f.Commit)
	}
	return what
}
