package ci

import (
	"strings"
	"testing"
)

func TestTeamCity(t *testing.T) {
	const build = "#TeamCity build properties\n#Thu Nov 26\nteamcity.configuration.properties.file=C\\:\\\\temp\\\\config.properties\nbuild.number=1\n"
	files := func(config string) map[string]string {
		return map[string]string{"/build.properties": build, `C:\temp\config.properties`: strings.ReplaceAll(config, "; ", "\n")}
	}
	check(t, "TeamCity", "TEAMCITY_VERSION=2025.07\nBUILD_VCS_NUMBER=TIP\nTEAMCITY_BUILD_PROPERTIES_FILE=/build.properties", []row{
		{name: "branch", files: files("teamcity.build.branch=feature/x; teamcity.build.branch.is_default=false"), want: "new tip=TIP branch=feature/x"},
		{name: "default branch", files: files("teamcity.build.branch=main; teamcity.build.branch.is_default=true"), want: "new tip=TIP branch=main primary"},
		{name: "default branch, unnamed", files: files(`teamcity.build.branch=<default>`), want: "new tip=TIP primary"},
		{name: "pull request", files: files("teamcity.build.branch=pull/7; teamcity.pullRequest.number=7; teamcity.pullRequest.target.branch=refs/heads/main"), want: "change tip=TIP target=main"},
		{name: "revision in the file", env: "BUILD_VCS_NUMBER=", files: files("build.vcs.number=TIP; teamcity.build.branch=x"), want: "new tip=TIP branch=x"},
		{name: "no files", env: "TEAMCITY_BUILD_PROPERTIES_FILE=", want: "new tip=TIP"},
		{name: "file is gone", files: map[string]string{}, err: "file of TEAMCITY_BUILD_PROPERTIES_FILE"},
		{name: "second file is gone", files: map[string]string{"/build.properties": build}, err: "file of teamcity.configuration.properties.file"},
		{name: "no target", files: files("teamcity.pullRequest.number=7"), err: "teamcity.pullRequest.target.branch"},
		{name: "an option", files: files("teamcity.build.branch=--upload-pack\\=x"), err: "teamcity.build.branch is no name"},
		{name: "Subversion", env: "BUILD_VCS_NUMBER=r123", err: "BUILD_VCS_NUMBER is no commit's id"},
	})
}

func FuzzProperties(f *testing.F) {
	f.Add("# a comment\na.b=c\nd : e\nf\\ g=h\\=i\n")
	f.Add("\\")
	f.Fuzz(func(t *testing.T, text string) {
		for name, value := range properties(text) {
			if len(name)+len(value) > len(text) {
				t.Errorf("%q=%q is longer than the text", name, value)
			}
		}
	})
}
