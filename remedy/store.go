package remedy

import "github.com/covkey/covkey/codecov"

// storeOf says how a CI's store gets the new key. A command never has the key on its
// command line.
func storeOf(system, name string, at codecov.Place) Step {
	place := at.Owner + "/" + at.Repo
	if at.Owner == "" {
		place = "OWNER/REPO"
	}
	switch system {
	case "GitHub Actions":
		// https://cli.github.com/manual/gh_secret_set: without --body it asks for the value.
		return Step{"GitHub: secret " + name + " (for an organisation's secret add --org OWNER, for Dependabot --app dependabot)", []string{"gh secret set " + quote(name)}}
	case "Gitea Actions":
		return Step{"Gitea or Forgejo: Settings, Actions, Secrets: " + name, nil}
	case "GitLab CI":
		return Step{"GitLab: variable " + name + ", masked, at https://gitlab.com/" + place + "/-/settings/ci_cd (Variables)", nil}
	case "CircleCI":
		return Step{"CircleCI: Project Settings, Environment Variables, or the context that has it: " + name, nil}
	case "Travis CI":
		return Step{"Travis: the repository's Settings, Environment Variables: " + name + "; what is encrypted in .travis.yml is to be encrypted anew", nil}
	case "Azure Pipelines":
		return Step{"Azure: Pipelines, Library or the pipeline's Variables: " + name + ", as a secret", nil}
	case "Jenkins":
		return Step{"Jenkins: Manage Jenkins, Credentials: " + name + ", Update", nil}
	case "AppVeyor":
		return Step{"AppVeyor: Settings, Environment, or Encrypt YAML for what is in appveyor.yml: " + name, nil}
	case "Bitbucket Pipelines":
		return Step{"Bitbucket: Repository settings, Repository variables: " + name + ", secured", nil}
	case "":
		return Step{"Wherever the environment of what runs is set: " + name, nil}
	}
	return Step{system + ": its settings for secrets: " + name, nil}
}
