package fix

import (
	"fmt"
	"path"
	"strings"
)

// Store is where a secret must be set so that the references work.
type Store struct {
	// Where names it in a sentence; Command sets it without showing the value in a
	// process list or a shell's history, empty where it is set on a page.
	Where, Command string
}

// StoreFor says where the secret belongs for the references in a file. Sources stand
// beside each.
func StoreFor(file, variable string) Store {
	lower := strings.ToLower(file)
	base := path.Base(lower)
	in := func(folder string) bool {
		return strings.HasPrefix(lower, folder) || strings.Contains(lower, "/"+folder)
	}
	stem, _, _ := strings.Cut(base, ".")
	switch {
	case in(".github/workflows/"), base == "action.yml", base == "action.yaml":
		// https://cli.github.com/manual/gh_secret_set: asks for the value
		return Store{"a secret of the repository on GitHub", "gh secret set " + variable}
	case base == ".gitlab-ci.yml":
		// https://docs.gitlab.com/cli/variable/set: the value from standard input
		return Store{"a masked CI/CD variable of the project on GitLab", fmt.Sprintf(`printf %%s "$%s" | glab variable set %s --masked`, variable, variable)}
	case in(".circleci/"):
		// https://circleci.com/docs/set-environment-variable/#set-an-environment-variable-in-a-project
		return Store{"CircleCI: Project Settings > Environment Variables > Add Environment Variable", ""}
	case base == ".travis.yml":
		// https://docs.travis-ci.com/user/environment-variables/#defining-variables-in-repository-settings
		return Store{"Travis CI: the repository's Settings > Environment Variables, with the display off", ""}
	case strings.HasPrefix(base, "azure-pipelines"):
		// https://learn.microsoft.com/cli/azure/pipelines/variable: a secret without --value is asked for
		return Store{"a secret variable of the pipeline on Azure", "az pipelines variable create --name " + variable + " --secret true --pipeline-name PIPELINE"}
	case base == "bitbucket-pipelines.yml":
		// https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
		return Store{"Bitbucket: Repository settings > Repository variables, Secured", ""}
	case stem == "jenkinsfile":
		// https://www.jenkins.io/doc/book/using/using-credentials/
		return Store{"Jenkins: Manage Jenkins > Credentials, kind Secret text, ID codecov-token", ""}
	case strings.Contains(base, "dockerfile"), strings.Contains(base, "containerfile"):
		// https://docs.docker.com/build/building/secrets/
		return Store{"a secret of the build", fmt.Sprintf("docker build --secret id=%s,env=%s .", variable, variable)}
	case base == "bitrise.yml":
		return Store{"Bitrise: Workflow Editor > Secrets", ""}
	case base == "appveyor.yml", base == ".appveyor.yml":
		return Store{"AppVeyor: the project's Settings > Environment", ""}
	case strings.HasSuffix(base, ".md"), strings.HasSuffix(base, ".rst"), strings.HasSuffix(base, ".txt"), strings.HasSuffix(base, ".tex"):
		return Store{} // a placeholder needs none
	case strings.HasSuffix(base, ".tf"):
		return Store{"the environment of terraform", "read -rs TF_VAR_codecov_token && export TF_VAR_codecov_token"}
	}
	return Store{"the environment of what runs this", fmt.Sprintf("read -rs %s && export %s", variable, variable)}
}
