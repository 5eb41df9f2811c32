package ci

import "testing"

func TestBuildkite(t *testing.T) {
	check(t, "Buildkite", "BUILDKITE=true\nBUILDKITE_COMMIT=TIP\nBUILDKITE_BRANCH=topic\nBUILDKITE_PULL_REQUEST=false\nBUILDKITE_PIPELINE_DEFAULT_BRANCH=main", []row{
		{name: "push", env: "BUILDKITE_SOURCE=webhook", want: "new tip=TIP branch=topic default=main"},
		{name: "trigger", env: "BUILDKITE_SOURCE=trigger_job\nBUILDKITE_COMMIT=HEAD_", err: "BUILDKITE_COMMIT is no commit's id"},
		{name: "pull request", env: "BUILDKITE_SOURCE=webhook\nBUILDKITE_PULL_REQUEST=7\nBUILDKITE_PULL_REQUEST_BASE_BRANCH=main", want: "change tip=TIP target=main default=main"},
		{name: "pull request of a fork", env: "BUILDKITE_PULL_REQUEST=7\nBUILDKITE_BRANCH=dev:main\nBUILDKITE_PULL_REQUEST_BASE_BRANCH=main", want: "change tip=TIP target=main default=main"},
		{name: "tag", env: "BUILDKITE_SOURCE=webhook\nBUILDKITE_TAG=v1", want: "new tip=TIP tag=v1 default=main"},
		{name: "schedule", env: "BUILDKITE_SOURCE=schedule", want: "whole tip=TIP default=main"},
		{name: "by hand", env: "BUILDKITE_SOURCE=ui", want: "whole tip=TIP default=main"},
		{name: "no base", env: "BUILDKITE_PULL_REQUEST=7", err: "BUILDKITE_PULL_REQUEST_BASE_BRANCH"},
		{name: "no commit", env: "BUILDKITE_COMMIT=", err: "BUILDKITE_COMMIT"},
	})
	// Its word for the checked-out commit.
	src := row{env: "BUILDKITE=true\nBUILDKITE_SOURCE=api"}.source()
	env := src.Env
	src.Env = func(name string) string {
		if name == "BUILDKITE_COMMIT" {
			return "HEAD"
		}
		return env(name)
	}
	if b, err := Detect(src); err != nil || b.Kind != Whole || b.Tip.given() {
		t.Errorf("%+v, %v", b, err)
	}
}
