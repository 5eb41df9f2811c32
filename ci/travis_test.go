package ci

import "testing"

func TestTravis(t *testing.T) {
	check(t, "Travis CI", "TRAVIS=true\nTRAVIS_COMMIT=TIP\nTRAVIS_BRANCH=main", []row{
		{name: "push", env: "TRAVIS_EVENT_TYPE=push\nTRAVIS_PULL_REQUEST=false\nTRAVIS_BRANCH=topic\nTRAVIS_COMMIT_RANGE=c3c3c3c3c3c3...a1a1a1a1a1a1", want: "push tip=TIP base=c3c3c3c3c3c3 branch=topic"},
		{name: "whole ids", env: "TRAVIS_EVENT_TYPE=push\nTRAVIS_COMMIT_RANGE=BASE...TIP", want: "push tip=TIP base=BASE branch=main"},
		{name: "first push of a branch", env: "TRAVIS_EVENT_TYPE=push\nTRAVIS_BRANCH=topic\nTRAVIS_COMMIT_RANGE=", want: "new tip=TIP branch=topic"},
		{name: "pull request", env: "TRAVIS_EVENT_TYPE=pull_request\nTRAVIS_PULL_REQUEST=1\nTRAVIS_PULL_REQUEST_SHA=HEAD\nTRAVIS_COMMIT_RANGE=BASE...HEAD", want: "change tip=TIP head=HEAD base=BASE target=main"},
		{name: "pull request, an old server", env: "TRAVIS_PULL_REQUEST=1\nTRAVIS_PULL_REQUEST_SHA=HEAD\nTRAVIS_COMMIT_RANGE=BASE...HEAD", want: "change tip=TIP head=HEAD base=BASE target=main"},
		{name: "tag", env: "TRAVIS_EVENT_TYPE=push\nTRAVIS_TAG=v1\nTRAVIS_BRANCH=v1", want: "new tip=TIP tag=v1"},
		{name: "cron", env: "TRAVIS_EVENT_TYPE=cron\nTRAVIS_COMMIT_RANGE=BASE...TIP", want: "whole tip=TIP branch=main"},
		{name: "api", env: "TRAVIS_EVENT_TYPE=api", want: "whole tip=TIP branch=main"},
		{name: "no commit", env: "TRAVIS_COMMIT=", err: "TRAVIS_COMMIT"},
		{name: "no range", env: "TRAVIS_EVENT_TYPE=push\nTRAVIS_COMMIT_RANGE=main...topic", err: `TRAVIS_COMMIT_RANGE is no range of two commits' ids: "main...topic"`},
		{name: "one id", env: "TRAVIS_EVENT_TYPE=push\nTRAVIS_COMMIT_RANGE=TIP", err: "TRAVIS_COMMIT_RANGE is no range"},
	})
}
