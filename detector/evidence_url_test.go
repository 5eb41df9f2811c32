package detector

import "testing"

func TestURLEvidence(t *testing.T) { runSamples(t, urlSamples) }

const (
	uploadURL = "token of a Codecov URL"
	accessURL = "access_token of a Codecov URL"
	badgeURL  = "badge or graph URL"
)

var urlSamples = []sample{
	// Upload endpoints read token=.
	{"up.sh", `curl -X POST "https://codecov.io/upload/v2?commit=abc&token=KEY&branch=main"`, UploadToken, uploadURL},
	{"up.sh", `curl -X POST https://codecov.io/upload/v4?token=KEY -d @coverage.xml`, UploadToken, uploadURL},
	{"up.sh", `curl -X POST "https://codecov.io/upload/v4?package=bash&token=KEY32&service=custom"`, UploadToken, uploadURL},
	{"up.sh", `wget --post-file=lcov.info 'https://codecov.io/upload/v2?token=KEYUPPER'`, UploadToken, uploadURL},
	{"log.txt", "==> Uploading to https://codecov.io/upload/v4?token=KEY&commit=1\n", UploadToken, uploadURL},
	{"up.py", `requests.post(f"https://codecov.io/upload/v2?commit={sha}&token=KEY")`, UploadToken, uploadURL},
	{"up.js", "fetch(`https://codecov.io/upload/v2?token=KEY&commit=${sha}`)", UploadToken, uploadURL},
	{"up.sh", `curl "$CODECOV_URL/upload/v4?token=KEY"`, UploadToken, uploadURL},
	{"up.sh", `curl "https://codecov.example.com/upload/v4?token=KEY"`, UploadToken, uploadURL},
	{"up.sh", `curl "https://cov.example.com/codecov/upload/v4?upload_token=KEY"`, UploadToken, uploadURL},
	{"page.html", `<a href="https://codecov.io/upload/v4?commit=1&amp;token=KEY">up</a>`, UploadToken, uploadURL},
	{"README.md", `Send it to <https://codecov.io/upload/v4?token=KEY>.`, UploadToken, uploadURL},
	{"up.sh", `curl "HTTPS://CODECOV.IO/upload/v4?TOKEN=KEY"`, UploadToken, uploadURL},

	// The API reads access_token=.
	{"api.sh", `curl "https://codecov.io/api/gh/owner/repo?access_token=KEY"`, APIToken, accessURL},
	{"api.py", `url = "https://api.codecov.io/api/v2/github/owner/repos?page=2&access_token=KEY"`, APIToken, accessURL},
	{"index.html", `<img src="https://codecov.io/api/x?a=1&amp;access_token=KEY">`, APIToken, accessURL},

	// Badges and graphs carry an image token.
	{"README.md", `[![codecov](https://codecov.io/gh/o/r/branch/main/graph/badge.svg?token=BADGE)](https://codecov.io/gh/o/r)`, BadgeToken, badgeURL},
	{"README.md", `![cov](https://codecov.io/gh/o/r/branch/main/graph/badge.svg?style=flat&token=BADGE)`, BadgeToken, badgeURL},
	{"README.md", `![cov](https://codecov.io/gh/o/r/graphs/sunburst.svg?token=BADGE)`, BadgeToken, badgeURL},
	{"README.md", `![cov](https://codecov.io/gh/o/r/graph/badge.svg?token=BADGE&flag=unit)`, BadgeToken, badgeURL},
	{"README.rst", ".. image:: https://codecov.io/gh/o/r/branch/main/graph/badge.svg?token=BADGE\n   :target: https://codecov.io/gh/o/r\n", BadgeToken, badgeURL},
	{"README.md", `<img src="https://codecov.io/bb/o/r/branch/main/graph/badge.svg?a=b&amp;token=BADGE" alt="x">`, BadgeToken, badgeURL},
	{"README.adoc", `image:https://codecov.io/gh/o/r/badge.svg?token=BADGE[link=https://codecov.io/gh/o/r]`, BadgeToken, badgeURL},
	{"README.md", `![cov](https://img.shields.io/codecov/c/github/o/r?token=BADGE)`, BadgeToken, badgeURL},

	// Somebody else's URL, or no token.
	{"up.sh", "# report to codecov\ncurl \"https://example.com/hook?token=KEY\"\n", none, ""},
	{"up.sh", `curl -X POST "https://jenkins.example.com/job/codecov/build?token=KEY"`, none, ""},
	{"up.sh", `curl "https://example.com/hook?token=KEY&next=https://codecov.io/"`, none, ""},
	{"README.md", `[codecov](https://codecov.io/gh/o/r) ![x](https://example.com/badge.svg?token=BADGE)`, none, ""},
	{"README.md", `[codecov](https://app.codecov.io/gh/o/r?token=BADGE)`, none, ""},
	{"README.md", `![codecov](https://codecov.io/gh/o/r/graph/badge.svg?flag=BADGE)`, none, ""},
	{"README.md", `https://codecov.io/gh/o/r/commit/HEX40`, none, ""},
	{"README.md", `https://codecov.io/gh/o/r/uploads/KEY`, none, ""},
	{"README.md", `https://codecov.io/gh/o/r?id=KEY`, none, ""},
	{"up.sh", `curl "https://codecov.io/upload/v4?token=$CODECOV_TOKEN&build=KEY"`, none, ""},
	{"up.sh", `curl "https://codecov.io/upload/v4?token=${TOKEN}&commit=HEX40"`, none, ""},
	{"README.md", `![codecov](https://codecov.io/gh/o/r/graph/badge.svg?token=XXXXXXXXXX)`, none, ""},
	{"up.sh", `curl "https://codecov.io/upload/v4?token=00000000-0000-0000-0000-000000000000"`, none, ""},
	{"up.sh", `curl "https://codecov.io/upload/v4?token=a1b2c3d4-e5f6-7890-abcd-ef1234567890"`, none, ""},
}
