package verify

// This file is what Codecov's server answers, read off its source: codecov/umbrella at
// a8ec2db6, apps/codecov-api (Django REST Framework 3.16). Lines are those of that
// commit.

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/covkey/covkey/detector"
)

// request is one GET on the server. header is the whole line, empty for none.
type request struct{ path, header string }

// response is what came back.
type response struct {
	status int
	body   []byte
}

type verdict struct {
	result Result
	reason string
}

// question is how to ask about a kind.
type question struct {
	path, scheme string
	judge        func(response) verdict
}

const expired = "it has expired"

// questionOf: each question names a thing that is not there, so that nothing of anybody's is
// read, and a key is told by how it is refused.
//
// Upload token. upload/urls.py:57 leads to CommitViews (upload/views/commits.py:58),
// whose GET lists commits. Its authentication classes are asked in turn
// (codecov_auth/authentication/repo_auth.py): GlobalTokenAuthentication:193 refuses an
// operator's token for a repository that is not there with 401 and words of its own;
// OrgLevelTokenAuthentication:232 takes an organisation's token, or says that it has
// expired; RepositoryLegacyTokenAuthentication:157 takes a repository's; what none
// takes TokenlessAuthentication:274 refuses with 401. For whom was taken,
// CanDoCoverageUploadsPermission (upload/views/uploads.py:217) then looks for the
// repository, and there is none: 400 (upload/views/base.py:67). A repository that
// exists must not be named: a public one answers 200 whatever the key
// (repo_auth.py:332, 465). No login and no organisation has a dot in its name.
//
// API token. api/public/v2/urls.py:97 leads to OwnerViewSet (owner/views.py:37), with
// the default classes (codecov/settings_base.py:150): UserTokenAuthentication
// (codecov_auth/authentication/__init__.py:19) refuses with 401 "Invalid token.", also
// one that has expired; who was taken gets 404, for there is no such owner
// (api/shared/owner/mixins.py:27). The list of a person's organisations would answer 200,
// but 500 for somebody who has none (owner/views.py:129), and it is none of our business.
//
// Repository token. labelanalysis/urls.py:6 leads to LabelAnalysisRequestView
// (labelanalysis/views.py:24), whose GET gives a constant. RepositoryTokenAuthentication
// (repo_auth.py:172) refuses with 401; a token of the profiling kind lacks the scope
// (codecov_auth/permissions.py:9), which is 403.
func questionOf(kind detector.Kind) question {
	switch kind {
	case detector.APIToken:
		return question{"/api/v2/github/no.such.owner/", "Bearer", judgeAPI}
	case detector.RepositoryToken:
		return question{"/labels/labels-analysis", "Repotoken", judgeRepository}
	}
	return question{"/upload/github/no.such.owner::::no.such.repository/commits", "token", judgeUpload}
}

func judgeUpload(r response) verdict {
	switch said := r.words(); {
	case r.status == 400 && slices.Contains(said, "Repository not found"):
		return verdict{Live, "it may upload"}
	case r.status == 401 && slices.Contains(said, "Could not find a repository, try using repo upload token"):
		return verdict{Live, "a global upload token of this server"}
	case r.status == 401 && slices.Contains(said, "Not valid tokenless upload"):
		return verdict{Dead, "no repository and no organisation there has it"}
	case r.status == 401 && slices.Contains(said, "Token is expired."):
		return verdict{Dead, expired}
	}
	return r.notCodecovs()
}

func judgeAPI(r response) verdict {
	switch said := r.words(); {
	case r.status == 404 && (slices.Contains(said, "No Owner matches the given query.") || slices.Contains(said, "Not found.")):
		return verdict{Live, "it may read what its owner may"} // the second in versions before 3.15
	case r.status == 401 && slices.Contains(said, "Invalid token."):
		return verdict{Dead, "nobody there has it, or it has expired"}
	}
	return r.notCodecovs()
}

func judgeRepository(r response) verdict {
	switch said := r.words(); {
	case r.status == 200 && strings.Contains(string(r.body), `"requested_labels"`):
		return verdict{Live, "it may be used for static analysis"}
	case r.status == 403 && slices.Contains(said, "You do not have permission to perform this action."):
		return verdict{Live, "a repository's token for another use than static analysis"}
	case r.status == 401 && slices.Contains(said, "Invalid token."):
		return verdict{Dead, "no repository there has it, or it has expired"}
	case r.status == 401 && slices.Contains(said, "User inactive or deleted."):
		return verdict{Unknown, "the server knows it, but its repository is not active"}
	}
	return r.notCodecovs()
}

// words are what an error of Django REST Framework says: an object with a detail, or a
// list.
func (r response) words() []string {
	var list []string
	if json.Unmarshal(r.body, &list) == nil {
		return list
	}
	var object struct {
		Detail string `json:"detail"`
	}
	if json.Unmarshal(r.body, &object) != nil {
		return nil
	}
	return []string{object.Detail}
}

// notCodecovs is for an answer that the source does not have: a gateway's, another
// version's, a failure.
func (r response) notCodecovs() verdict {
	if r.status >= 500 {
		return verdict{Unknown, fmt.Sprintf("the server failed (HTTP %d)", r.status)}
	}
	return verdict{Unknown, fmt.Sprintf("the answer is none of Codecov's own (HTTP %d)", r.status)}
}

// Badge token. graphs/urls.py:11 leads to BadgeHandler (graphs/views.py:67), which as
// badge.txt gives the coverage as a number; for a private repository only with its
// image token (views.py:107), else the same as for one that is not there.

const badgeOwner = `/(gh|gl|bb|ghe|gle|bbs|github|gitlab|bitbucket|github_enterprise|gitlab_enterprise|bitbucket_server)/([\w.-]+)/([\w.-]+)/`

// badgePath is where a badge's text is, for the URL of the badge or graph.
func badgePath(url string) (string, bool) {
	m := regexp.MustCompile(badgeOwner).FindStringSubmatch(url)
	if m == nil || strings.Trim(m[2], ".") == "" || strings.Trim(m[3], ".") == "" {
		return "", false
	}
	return "/" + strings.Join(m[1:], "/") + "/graph/badge.txt", true
}

func (r response) isCoverage() bool {
	_, err := strconv.ParseFloat(string(r.body), 64)
	return r.status == 200 && err == nil
}
