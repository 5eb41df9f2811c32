package inventory

import (
	"path"
	"strings"
)

// The CI systems that are known by the names of their files.
const (
	github    = "GitHub Actions"
	gitea     = "Gitea Actions"
	gitlab    = "GitLab CI"
	circle    = "CircleCI"
	travis    = "Travis CI"
	azure     = "Azure Pipelines"
	jenkins   = "Jenkins"
	appveyor  = "AppVeyor"
	bitbucket = "Bitbucket Pipelines"
	drone     = "Drone"
	woodpeck  = "Woodpecker"
	buildkite = "Buildkite"
	semaphore = "Semaphore"
	cirrus    = "Cirrus CI"
	bitrise   = "Bitrise"
	teamcity  = "TeamCity"
	codebuild = "AWS CodeBuild"
	gcb       = "Google Cloud Build"
)

// systemOf tells whose file this is.
func systemOf(name string) string {
	base, dir := strings.ToLower(path.Base(name)), "/"+strings.ToLower(path.Dir(name))+"/"
	yaml := strings.HasSuffix(base, ".yml") || strings.HasSuffix(base, ".yaml")
	stem := strings.TrimSuffix(strings.TrimSuffix(base, ".yml"), ".yaml")
	in := func(folder string) bool { return strings.Contains(dir, "/"+folder+"/") }
	switch {
	case strings.HasPrefix(base, "jenkinsfile") || strings.HasSuffix(base, ".jenkinsfile") || in("jenkins") && strings.HasSuffix(base, ".groovy"):
		return jenkins
	case in(".teamcity"):
		return teamcity
	case !yaml:
		return ""
	case in(".github/workflows") || in(".github/actions") || stem == "action":
		return github
	case in(".gitea/workflows") || in(".forgejo/workflows"):
		return gitea
	case strings.HasSuffix(stem, ".gitlab-ci") || stem == "gitlab-ci" || in(".gitlab/ci") || in(".gitlab-ci"):
		return gitlab
	case in(".circleci"):
		return circle
	case stem == ".travis":
		return travis
	case strings.HasPrefix(stem, "azure-pipelines") || strings.HasPrefix(stem, ".azure-pipelines") || in(".azure-pipelines") || in("azure-pipelines") || in(".azuredevops"):
		return azure
	case stem == "appveyor" || stem == ".appveyor":
		return appveyor
	case stem == "bitbucket-pipelines":
		return bitbucket
	case stem == ".drone":
		return drone
	case stem == ".woodpecker" || in(".woodpecker"):
		return woodpeck
	case in(".buildkite"):
		return buildkite
	case in(".semaphore"):
		return semaphore
	case stem == ".cirrus":
		return cirrus
	case stem == "bitrise":
		return bitrise
	case strings.HasPrefix(stem, "buildspec"):
		return codebuild
	case strings.HasPrefix(stem, "cloudbuild"):
		return gcb
	}
	return ""
}

// isProse reports whether a file is for people to read: what it says of keys is no
// use of one.
func isProse(name string) bool {
	base := strings.ToLower(path.Base(name))
	switch path.Ext(base) {
	case ".md", ".markdown", ".mdx", ".rst", ".adoc", ".txt", ".html", ".htm", ".tex", ".org", ".svg", ".lock", ".sum":
		return true
	}
	return base == "license" || base == "package-lock.json" || strings.HasPrefix(base, "changelog") || base == ".covkey.yaml" || base == ".gitleaks.toml"
}

// isDocker reports whether a file says how an image is built.
func isDocker(name string) bool {
	base := strings.ToLower(path.Base(name))
	return strings.HasPrefix(base, "dockerfile") || strings.HasSuffix(base, ".dockerfile") || strings.HasPrefix(base, "containerfile")
}

func isYAML(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".yml" || ext == ".yaml"
}

// System names the CI whose file this is, by its path; empty for any other file.
func System(name string) string { return systemOf(name) }
