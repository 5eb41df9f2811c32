package codecov

// The kinds, by the names that reports give them.
const (
	UploadToken     = "codecov-upload-token"
	APIToken        = "codecov-api-token"
	RepositoryToken = "codecov-repository-token"
	BadgeToken      = "codecov-badge-token"
)

// Key is what is known about one kind of key.
type Key struct {
	Kind      string
	Variables []string // the environment variables that Codecov's own tools read it from
	Reach     []Fact   // whose data it opens
	Can       []Fact   // what its holder can do, worst first
	Cannot    []Fact   // what one might fear and need not
	Pages     []Page   // where it is replaced; more than one where its form does not tell which it is
	// Overlap tells that the new key works beside the old one until that is
	// revoked. Without it the old one ends when the new one is made, and Replaced
	// says so.
	Overlap  bool
	Replaced Fact
	Hosted   Fact   // what is different on a self-hosted Codecov
	Traces   []Fact // where misuse would show
	Look     []Page // the pages for that
}

// Keys are all kinds, most harmful first.
func Keys() []Key { return []Key{apiToken(), uploadToken(), repositoryToken(), badgeToken()} }

// About finds a kind by its name.
func About(kind string) (Key, bool) {
	for _, k := range Keys() {
		if k.Kind == kind {
			return k, true
		}
	}
	return Key{}, false
}

const (
	apps  = "apps/codecov-api/"
	views = apps + "upload/views/"
)

func server(path string, line int, words string) Source {
	return Source{Repository: umbrella, Path: path, Line: line, Words: words}
}

func pages(path string, line int, words string) Source {
	return Source{Repository: gazebo, Path: "src/pages/" + path, Line: line, Words: words}
}

// generalPage is the page of a repository's own tokens.
func generalPage(what string, source Source) Page {
	return Page{For: what, Do: "Regenerate", Path: "/{service}/{owner}/{repo}/config/general", Source: source}
}
