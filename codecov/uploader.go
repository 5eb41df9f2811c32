package codecov

// The ways of uploading, by the names that reports give them.
const (
	Action      = "codecov/codecov-action"
	TestAction  = "codecov/test-results-action"
	Orb         = "codecov/codecov orb"
	CLI         = "codecovcli"
	Uploader    = "codecov uploader"   // the binary of 2021, from uploader.codecov.io
	Bash        = "bash uploader"      // codecov.io/bash
	PythonTool  = "codecov from PyPI"  // pip install codecov
	NodeTool    = "codecov from npm"   // npx codecov
	BundlerTool = "bundler plugin"     // @codecov/vite-plugin and others
	ByHand      = "request to Codecov" // curl to the API
	Step        = "codecov bitrise step"
	Program     = "codecov program" // of that name; which, its command does not tell
)

// Ended says why an uploader is at its end, where Codecov or the platform says
// so. major is the first number of its version, 0 when not known.
func Ended(uploader string, major int) (Fact, bool) {
	readme := func(repository string, line int, words string) Source {
		name := "README.md"
		if repository == bash {
			name = "readme.md"
		}
		return Source{Repository: repository, Path: name, Line: line, Words: words}
	}
	switch uploader {
	case Bash:
		return Fact{"sunset on 2022-02-01: no longer kept, may stop at any time", readme(bash, 3, "February 1, 2022")}, true
	case PythonTool:
		return Fact{"sunset on 2022-02-01: use the Codecov CLI (pip install codecov-cli)", readme(python, 7, "February 1, 2022")}, true
	case NodeTool:
		return Fact{"sunset on 2022-02-01: use the Codecov CLI", readme(node, 7, "February 1, 2022")}, true
	case TestAction:
		return Fact{"deprecated: use codecov/codecov-action with report_type: test_results", readme(results, 3, "will be deprecated")}, true
	case Action:
		return endedAction(major)
	}
	return Fact{}, false
}

func endedAction(major int) (Fact, bool) {
	// The runner has a line that says so for each version of Node that ended.
	old := Source{Repository: runner, Path: "src/Runner.Worker/Handlers/HandlerFactory.cs", Line: 68, Words: "node12 EoL in 04/2022 and node16 EoL in 09/23"}
	switch major {
	case 1:
		return Fact{"v1 runs the bash uploader, which was sunset on 2022-02-01", Source{Repository: action, Commit: actionV2, Path: "README.md", Line: 10, Words: "v1"}}, true
	case 2:
		return Fact{"v2 is written for Node 12, which ended in April 2022; the runner uses a newer one in its place", old}, true
	case 3:
		return Fact{"v3 is written for Node 16, which ended in September 2023; the runner uses a newer one in its place", old}, true
	}
	return Fact{}, false
}

// actionV2 is the commit of the action's tag v2, whose notes say what v1 was.
const actionV2 = "f32b3a3741e1053eb607407145bc9619351dc93b"

// TokenlessWays are the ways to upload that need no key.
func TokenlessWays() []Fact {
	readme := Source{Repository: action, Path: "README.md", Line: 105, Words: "OIDC"}
	return []Fact{
		{"GitHub Actions: use_oidc: true and permissions: id-token: write, no token at all", readme},
		{"public repositories, where the organisation allows uploads without a token", Source{URL: "https://docs.codecov.com/docs/codecov-tokens#uploading-without-a-token"}},
	}
}
