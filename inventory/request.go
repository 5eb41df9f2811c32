package inventory

import (
	"strings"

	"github.com/covkey/covkey/codecov"
)

// request reads a line that sends a request to Codecov by hand.
func (s *script) request(line, low string, u Use) bool {
	if !strings.Contains(low, "codecov") || !strings.Contains(low, "curl") && !strings.Contains(low, "wget") && !strings.Contains(low, "invoke-") && !strings.Contains(low, "http ") {
		return false
	}
	upload := strings.Contains(low, "/upload/")
	api := strings.Contains(low, "/api/")
	header := strings.Contains(low, "authorization")
	inURL := strings.Contains(low, "token=")
	if !upload && !api || !header && !inURL {
		return false
	}
	u.Uploader, u.Needs, u.Kind = codecov.ByHand, true, codecov.UploadToken
	if api && !upload {
		u.Kind = codecov.APIToken
	}
	if header {
		u.By = Header
		u.Secret = after(line, low, "authorization")
		u.flag(PassedAsArgument, "other processes see a command's arguments; curl reads headers from a file or its standard input: -H @-", codecov.Source{})
	} else {
		u.By = URL
		u.Secret = after(line, low, "token=")
		u.flag(PassedInURL, "addresses are kept in the logs of servers and proxies", codecov.Source{})
	}
	s.uses = append(s.uses, u)
	return true
}

// after is the first reference behind a word.
func after(line, low, word string) string {
	i := strings.Index(low, word)
	if i < 0 || len(low) != len(line) {
		return ""
	}
	return referred(line[i:])
}

// mention notes a command that is given a key by name and is no uploader of
// Codecov's: a script, a container, a build.
func (s *script) mention(line string, u Use) {
	name := keyNameIn().FindString(line)
	if name == "" || !isKeyName(name) {
		return
	}
	words := commands(line)
	if len(words) == 0 {
		return
	}
	first := strings.ToLower(words[0][0])
	u.Kind, u.Needs, u.By, u.Secret = kindOf(name), true, Environment, name
	if from, set := s.variable(name); set && from != "" {
		u.Secret = from
	}
	switch {
	case strings.Contains(line, "--build-arg"):
		u.By = Argument
		dockerFlag(&u, "a build argument stays in the image's history; give it with --secret")
	case first == "export" || first == "set" || strings.HasPrefix(words[0][0], name+"="):
		_, value, _ := strings.Cut(line, name+"=")
		if from := referred(value); from != "" {
			u.Secret = from
		}
		if s.exported == nil {
			s.exported = map[string]int{}
		}
		s.exported[name] = len(s.uses)
	case first == "[" || first == "[[" || first == "test" || first == "if" || first == "echo" || first == "unset":
		return // asked about, not used
	case !strings.Contains(line, "$"+name) && !strings.Contains(line, "${"+name) && !strings.Contains(line, "%"+name) && !strings.Contains(line, "-e "+name) && !strings.Contains(line, "--env "+name) && !strings.Contains(strings.ToLower(line), "$env:"+strings.ToLower(name)):
		return
	}
	s.uses = append(s.uses, u)
}

func dockerFlag(u *Use, text string) {
	u.flag(InDockerImage, text, codecov.Source{URL: "https://docs.docker.com/build/building/secrets/"})
}
