package doctor

import (
	"slices"
	"strings"

	"github.com/covkey/covkey/codecov"
	"github.com/covkey/covkey/inventory"
)

// This file has the checks. Each link is the documentation of whoever provides what the
// check is about; what a check says of Codecov has its source beside it.

func (r *Repository) hooks() Check {
	c := Check{
		ID: "hooks", State: OK, Title: "covkey's hooks stop a key before it is in git",
		Why:  "a key that was committed has to be taken out of history, and one that was pushed replaced",
		Do:   "covkey install, and covkey status for the details",
		Link: "https://git-scm.com/docs/githooks",
	}
	for _, p := range r.Hooks {
		c.State, c.Title = Problem, "covkey's hooks are not all in place"
		c.Found = append(c.Found, Place{Text: p})
	}
	return c
}

func (r *Repository) net() Check {
	c := Check{
		ID: "ci-net", State: Problem, Title: "no CI runs covkey",
		Why:  "--no-verify, a commit made in a browser and a clone without hooks pass by every hook; a CI sees them all",
		Do:   "a job with: covkey scan ci (recipes/ has one for each CI)",
		Link: "https://github.com/covkey/covkey/blob/main/docs/ci.md",
	}
	switch {
	case len(r.nets) > 0:
		c.State, c.Title, c.Found = OK, "a CI runs covkey", r.nets
	case r.framework && len(r.byHook) > 0:
		c.State, c.Title, c.Found = OK, "a CI runs the pre-commit framework, which runs covkey", r.byHook
	case len(r.pipelines) == 0:
		c.State, c.Title = Unknown, "no file of a CI is here; it may be set up elsewhere"
	}
	return c
}

func (r *Repository) keys() Check {
	c := Check{
		ID: "key-in-file", State: OK, Title: "no key stands in a file",
		Why:  "everybody who can read the repository, a copy of it or one of its images can use the key",
		Do:   "write a reference instead (covkey scan files . shows it), and replace the key",
		Link: "https://docs.codecov.com/docs/adding-the-codecov-token",
	}
	if len(r.Keys) > 0 {
		c.State, c.Title, c.Found = Problem, "a key stands in a file", r.Keys
	}
	return c
}

func (r *Repository) pinned() Check {
	return r.flagged(Check{
		ID: "pinned", Title: "what is handed the key can change by itself",
		Why:  "whoever can move a tag of the action gets the key of every repository that uses it; a commit cannot be moved",
		Do:   "uses: codecov/codecov-action@<40 hex digits> # v5, and let Dependabot or Renovate keep it up",
		Link: "https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions",
	}, "actions and orbs are pinned", pinnable, inventory.NotPinned)
}

func pinnable(u inventory.Use) bool {
	return strings.Contains(u.Uploader, "/") // an action's or orb's name
}

func (r *Repository) uploader() Check {
	return r.flagged(Check{
		ID: "uploader", Title: "an uploader at its end",
		Why:  "nobody repairs it, whatever is found in it, and it may stop working any day",
		Do:   "codecov/codecov-action of today, or the Codecov CLI",
		Link: "https://docs.codecov.com/docs/deprecated-uploader-migration-guide",
	}, "every uploader is kept up", uploads, inventory.DeprecatedUploader)
}

func uploads(u inventory.Use) bool { return u.Uploader != "" }

// The CLI: codecov/codecov-cli, codecov_cli/helpers/options.py:40 (with the brand before
// it, fallbacks.py:69).
func (r *Repository) argument() Check {
	return r.flagged(Check{
		ID: "argument", Title: "the key is handed over where others see it",
		Why:  "other processes see a command's arguments, shells and CI logs write them down, servers and proxies log addresses",
		Do:   "set CODECOV_TOKEN in the step's environment; the CLI reads it from there",
		Link: "https://docs.codecov.com/docs/adding-the-codecov-token",
	}, "no key is an argument or part of an address", keyed, inventory.PassedAsArgument, inventory.PassedInURL)
}

func keyed(u inventory.Use) bool { return u.Needs }

// What happened to Codecov: https://about.codecov.io/apr-2021-post-mortem/.
func (r *Repository) docker() Check {
	return r.flagged(Check{
		ID: "docker", Title: "an image keeps the key",
		Why:  "ARG and ENV stay in an image for everybody who can pull it; with a key from a layer of Codecov's own image its uploader was changed in 2021",
		Do:   "RUN --mount=type=secret,id=codecov,env=CODECOV_TOKEN …, or upload outside of the build",
		Link: "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
	}, "no image is given a key", func(u inventory.Use) bool { return isDockerfile(u.Path) }, inventory.InDockerImage)
}

func (r *Repository) trigger() Check {
	return r.flagged(Check{
		ID: "pull-request-target", Title: "pull requests from forks run with the key at hand",
		Why:  "pull_request_target gives a fork's pull request the repository's secrets; code of it that is run can read them",
		Do:   "on: pull_request, without a token for forks; or a second workflow on workflow_run that uploads",
		Link: "https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target",
	}, "no workflow gives forks the key", func(u inventory.Use) bool { return u.System == "GitHub Actions" }, inventory.PullRequestTarget)
}

// The change of 2021: https://about.codecov.io/apr-2021-post-mortem/. The action's check:
// codecov/codecov-action, dist/codecov.sh:125.
func (r *Repository) download() Check {
	return r.flagged(Check{
		ID: "download", Title: "a program is downloaded and run unchecked",
		Why:  "in 2021 the bash uploader on Codecov's own server was changed and sent away the secrets of those who ran it",
		Do:   "check the signature and the checksum, or use codecov/codecov-action, which does",
		Link: "https://docs.codecov.com/docs/codecov-uploader#integrity-checking-the-uploader",
	}, "what is downloaded is checked", downloaded, inventory.NotChecked)
}

// downloaded are the programs with a checksum beside them. The bash uploader is another
// check's.
func downloaded(u inventory.Use) bool {
	return u.Uploader == codecov.CLI || u.Uploader == codecov.Uploader
}

// oidc is an advice: a key that does not exist needs no care.
func (r *Repository) oidc() Check {
	way := codecov.TokenlessWays()[0]
	c := Check{
		ID: "oidc", State: None, Title: "nothing here that this is about",
		Why:  "where GitHub vouches for the build there is no key that could leak",
		Do:   way.Text,
		Link: way.Source.Link(),
	}
	for _, u := range r.Uses {
		switch {
		case u.Uploader != codecov.Action:
		case u.By == inventory.OIDC:
			if c.State == None {
				c.State, c.Title = OK, "uploads need no key"
			}
		case u.Needs:
			c.State, c.Title = Advice, "an upload could do without a key"
			c.Found = append(c.Found, Place{u.Path, u.Line, nameOf(u) + "a token is given"})
		}
	}
	return c
}

// age is never known from here. A repository's upload token has no date (codecov/umbrella,
// libs/shared/shared/django_apps/core/models.py:120), and no page shows one.
func (r *Repository) age() Check {
	c := Check{
		ID: "age", State: None, Title: "nothing here that this is about",
		Why:  "the longer a key is used, the more copies of it there are; Codecov shows no date",
		Do:   "replace it from time to time, and when somebody leaves who could read it",
		Link: "https://docs.codecov.com/docs/codecov-tokens",
	}
	var names []string
	hosted := false
	for _, u := range r.Uses {
		if !u.Needs {
			continue
		}
		c.State, c.Title = Unknown, "how old the key is cannot be seen from here"
		if u.Secret != "" && u.System == "GitHub Actions" && !slices.Contains(names, u.Secret) {
			names = append(names, u.Secret)
		}
		hosted = hosted || u.System == "GitHub Actions"
	}
	if hosted && len(names) > 0 {
		c.Found = []Place{{Text: "when " + strings.Join(names, ", ") + " was set: gh secret list"}}
	}
	return c
}
