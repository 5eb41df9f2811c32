package ci

import "strings"

// teamCity is TeamCity.
//
// BUILD_VCS_NUMBER is the revision that is built, set where the build has one VCS root.
// Branches and pull requests are configuration parameters, which are not in the
// environment; TEAMCITY_BUILD_PROPERTIES_FILE names a file of properties, one of which
// (teamcity.configuration.properties.file) names the file that has them:
// teamcity.build.branch, teamcity.build.branch.is_default,
// teamcity.pullRequest.number, teamcity.pullRequest.target.branch. What a branch had
// before a push is not said.
// Sources: https://www.jetbrains.com/help/teamcity/predefined-build-parameters.html,
// https://www.jetbrains.com/help/teamcity/pull-requests.html,
// https://www.jetbrains.com/help/teamcity/git.html (shallow clones).
func teamCity() provider {
	return provider{
		name:   "TeamCity",
		here:   func(env func(string) string) bool { return env("TEAMCITY_VERSION") != "" },
		read:   readTeamCity,
		format: "text",
		deepen: "set the configuration parameter teamcity.git.shallowClone=false",
	}
}

func readTeamCity(in *input) Build {
	b := Build{Kind: Fresh, Event: "build", Tip: in.commit("BUILD_VCS_NUMBER")}
	path := in.get("TEAMCITY_BUILD_PROPERTIES_FILE")
	if path == "" {
		return b
	}
	all := properties(string(in.read(path, "TEAMCITY_BUILD_PROPERTIES_FILE")))
	if more := all["teamcity.configuration.properties.file"]; more != "" && in.err == nil {
		for name, value := range properties(string(in.read(more, "teamcity.configuration.properties.file"))) {
			all[name] = value
		}
	}
	if !b.Tip.given() {
		b.Tip = in.id(all["build.vcs.number"], "build.vcs.number")
	}
	if all["teamcity.pullRequest.number"] != "" {
		const target = "teamcity.pullRequest.target.branch"
		b.Kind, b.Event, b.Target = Change, "pull request", in.name(all[target], target, "refs/heads/")
		if b.Target == "" {
			in.missing = append(in.missing, target)
		}
		return b
	}
	if branch := all["teamcity.build.branch"]; branch != "<default>" { // TeamCity's word for it
		b.Branch = in.name(branch, "teamcity.build.branch", "refs/heads/")
		b.Primary = all["teamcity.build.branch.is_default"] == "true"
	} else {
		b.Primary = true
	}
	return b
}

// properties reads a file of Java's properties as java.util.Properties writes it: a
// property a line, backslashes before special characters. A value that TeamCity would
// write over several lines is none of those that are needed.
func properties(text string) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimLeft(strings.TrimRight(line, "\r\n"), " \t\f")
		if line == "" || line[0] == '#' || line[0] == '!' {
			continue
		}
		var name, value strings.Builder
		into := &name
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '\\' && i+1 < len(line):
				i++
				into.WriteByte(line[i])
			case into == &name && (c == '=' || c == ':'):
				into = &value
			default:
				into.WriteByte(c)
			}
		}
		all[strings.TrimSpace(name.String())] = strings.TrimLeft(value.String(), " \t\f")
	}
	return all
}
