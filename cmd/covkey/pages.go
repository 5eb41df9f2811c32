package main

// This file is what the help says beside the commands' own lines. The pages of the
// manual and docs/reference.md are made of it too.

// The groups of commands and flags.
const (
	groupProtect = "Protect a repository"
	groupScan    = "Look for keys"
	groupAfter   = "After a key was found"
	groupAbout   = "About covkey"

	groupReport   = "Report"
	groupSettings = "Settings"
)

// environmentTopic is a help page that is no command's.
const environmentTopic = "environment"

// explained is what is told about a command: some sentences, and what it looks like.
type explained struct {
	about    string
	examples []example
}

type example struct{ command, shows string }

// pageOf is what is told about a topic; the key is the commands' names.
func pageOf(t topic) explained { return pages()[t.name()] }

func pages() map[string]explained {
	return map[string]explained{
		"covkey": {
			"covkey looks at what git is about to commit or push, and stops it when a Codecov key is in it. A key is never shown, logged or sent anywhere.",
			[]example{
				{"covkey install", "protect this repository from now on"},
				{"covkey scan history", "look at all that was ever committed"},
				{"covkey scan commits origin/main..HEAD", "look at what a branch adds"},
			},
		},
		"covkey install": {
			"Hooks go where git looks for them. A hook that is there already keeps running, first; git commit and git push then ask covkey as well. Where the repository uses a hook manager, covkey is added to the manager's own file.",
			[]example{
				{"covkey install", "protect this repository"},
				{"covkey install --print", "the lines for the hook manager, and no change"},
				{"covkey install --global", "protect every repository of yours"},
				{"covkey install --hook commit-msg --hook pre-push", "these hooks and no others"},
			},
		},
		"covkey uninstall": {
			"What was there before comes back, byte for byte.",
			[]example{
				{"covkey uninstall", "in this repository"},
				{"covkey uninstall --global", "for every repository of yours"},
			},
		},
		"covkey status": {
			"Each hook is listed with its file, the binary that it will run and every problem. The exit code is 1 when there is one.",
			[]example{
				{"covkey status", "this repository"},
				{"covkey -C ~/src/widget status", "another one"},
			},
		},
		"covkey doctor": {
			"What stands in the way of the next leak, and how the repository's files treat the key: hooks, a CI that runs covkey, actions that are pinned, uploaders at their end, keys as arguments, in images and at hand for forks. Each with the reason and a page to read. Nobody is asked; the exit code is 1 when there is a problem, and advice is none.",
			[]example{
				{"covkey doctor", "this repository"},
				{"covkey doctor --format json", "for a program"},
				{"covkey status --all", "after the state of the hooks"},
			},
		},
		"covkey hook": {
			"The installed scripts call this, and so can a hook manager. git's arguments and its standard input are to be passed on as they are. What could not be read blocks (exit code 2).",
			[]example{
				{"covkey hook pre-commit", "what is staged"},
				{"covkey hook commit-msg .git/COMMIT_EDITMSG", "a commit message"},
				{`covkey hook pre-push "$@"`, "in a script: what git says on standard input is about to be pushed"},
				{"covkey hook pre-receive --config /etc/covkey.yaml --ignore-annotations", "on a server (docs/server.md): what a push brings, by the operators' settings alone"},
			},
		},
		"covkey scan": {
			"Every scan ends with exit code 0 (nothing found), 1 (a key was found) or 2 (it could not be done).",
			[]example{
				{"covkey scan staged", "what the next commit would record"},
				{"covkey scan history --format json", "all of history, for a program"},
				{"covkey scan files src ci.yml", "files, in a repository or not"},
				{"covkey scan history --verify", "and ask Codecov which of the keys still work"},
			},
		},
		"covkey scan staged": {
			"The index is compared with HEAD, as the pre-commit hook does it. A key that was there before is no finding.",
			[]example{
				{"covkey scan staged", "before you commit"},
				{"covkey scan staged --verbose", "with each key's fingerprint"},
			},
		},
		"covkey scan commits": {
			"A range is written in git's own syntax. Commit messages and merges are looked at as well.",
			[]example{
				{"covkey scan commits origin/main..HEAD", "what this branch adds"},
				{"covkey scan commits v1.0..v1.1 --format json --output keys.json", "between two tags, into a file"},
				{"covkey scan commits --quiet HEAD^!", "the last commit, without a word unless there is a key in it"},
			},
		},
		"covkey scan history": {
			"Every commit that a branch, tag or other ref reaches, each against its parents. Of each key the report says who brought it when, which branches and tags still have it and where. docs/history.md has more, docs/fleet.md is about many repositories.",
			[]example{
				{"covkey scan history", "once, before you install"},
				{"covkey scan history --format html --output keys.html", "a page for whoever has to deal with it"},
				{"covkey scan history --all-objects", "what was amended away or only staged as well"},
				{"covkey scan history --since last.json --format json --output last.json", "every night: what came since the last complete scan"},
				{"find ~/src -name .git | xargs dirname | covkey scan history --repositories -", "many repositories, one report"},
			},
		},
		"covkey scan files": {
			"Files are looked at as they are, without their history. Of a folder in a repository what git ignores is left out.",
			[]example{
				{"covkey scan files .", "the work tree"},
				{"kubectl get configmap ci -o yaml | covkey scan files -", "what another program prints"},
			},
		},
		"covkey scan ci": {
			"Sixteen CI services are known; docs/ci-variables.md says which of their variables count. A checkout that lacks some of the commits does not pass: covkey names the setting to change.",
			[]example{
				{"covkey scan ci", "in any of them: a report in the CI's own form"},
				{"covkey scan ci --verbose", "with the reason for the range"},
				{"covkey scan ci --format sarif --output covkey.sarif", "for GitHub's code scanning"},
			},
		},
		"covkey scan image": {
			"An archive of docker save or podman save, an OCI layout or an archive of one; compressed or not. Every layer and platform is read once, with the configuration and the history. What a later layer deletes is still in the image, and is found. docs/images.md has recipes.",
			[]example{
				{"docker save widget:1.0 | covkey scan image -", "an image that docker has"},
				{"docker buildx build --output type=oci,dest=- . | covkey scan image -", "one that is being built, before it goes anywhere"},
				{"covkey scan image ./layout --format json", "the folder of an OCI layout"},
			},
		},
		"covkey merge": {
			"Reports are covkey's own, in JSON or SARIF. The same finding in several is one. NAME= says which repository a report is about where it does not say so itself. The exit code is that of a scan that found all of it.",
			[]example{
				{"covkey merge reports/*.json --format html --output keys.html", "one page of many reports"},
				{"covkey merge api=a.json web=b.sarif --format json", "of two repositories"},
				{"covkey merge keys.json --format sarif", "the same in another form"},
			},
		},
		"covkey allow": {
			"For values that are meant to be in git, where the file has no room for a comment with covkey:allow. A report with --verbose has the fingerprint.",
			[]example{
				{`covkey allow sha256:12ab… --reason "a public demo repository"`, "from now on"},
				{`covkey allow sha256:12ab… --reason "until it is rotated" --expires 2027-01-31`, "for some time; then it blocks again"},
				{`covkey allow --from-report reviewed.json --reason "old keys, rotated in May"`, "every key of a report that somebody looked through"},
			},
		},
		"covkey explain": {
			"Without an argument it is about what is staged, then about commits that only this clone has, then about the rest of history. The commands are for the state in which this key is now: staged, in the last commit, in older ones, on a remote-tracking branch, in a tag.",
			[]example{
				{"covkey explain", "the key that just blocked a commit or push"},
				{"covkey explain ci/upload.sh:3", "the one that a report names"},
				{"covkey explain sha256:12ab34cd", "by the beginning of its fingerprint"},
				{"covkey explain api --verbose", "what an API token can do, with sources"},
			},
		},
		"covkey remediate": {
			"Each step is asked for on a terminal: judge how far the key got, see what uses it, have another one ready, put it in place, see that it works, revoke the old one, look for misuse, keep it from coming back. What is done can be kept in a file, without the key. Elsewhere, and with --print, the list is printed.",
			[]example{
				{"covkey remediate --state ~/codecov.json", "go through it, and go on tomorrow"},
				{"covkey remediate --print", "the list"},
				{"covkey remediate --format markdown upload", "for an issue, of a key that was found elsewhere"},
				{"covkey remediate --codecov-url https://codecov.example.com", "with the pages of your own server"},
			},
		},
		"covkey inventory": {
			"Workflows and pipelines of eighteen CI services, Dockerfiles, scripts and programs are looked at. Each use is told with its job and step, the name under which the key is kept, the uploader and its version, and what is wrong with it.",
			[]example{
				{"covkey inventory", "the work tree"},
				{"covkey inventory --all --format json", "all branches, for a program"},
				{"covkey inventory --format markdown", "a list to tick off, for an issue"},
			},
		},
		"covkey fix": {
			"Each key that is staged is replaced by the reference that its file's syntax has for it, in the index and in the work tree; what else was changed in the work tree stays. The change is shown first, the key masked in it. What cannot be rewritten safely stays, with the reason. The exit code is 1 while a key is staged.",
			[]example{
				{"covkey fix", "show the change, ask, make it"},
				{"covkey fix --dry-run", "show it and change nothing"},
				{"covkey fix --yes .github", "without asking, and there alone"},
			},
		},
		"covkey snippet": {
			"A short program, or a part of a CI's configuration, that reads the key from a store and hands it to the uploader. docs/snippets.md says which were compiled and run.",
			[]example{
				{"covkey snippet --lang github", "upload from GitHub Actions with no key at all (OIDC)"},
				{"covkey snippet --store vault --lang go >upload.go", "from Vault, in Go"},
			},
		},
		"covkey completion": {
			"The script goes where the shell looks for it; packages put it there themselves.",
			[]example{
				{"source <(covkey completion bash)", "in ~/.bashrc"},
				{"covkey completion zsh > \"${fpath[1]}/_covkey\"", "once, for zsh"},
				{"covkey completion fish > ~/.config/fish/completions/covkey.fish", "once, for fish"},
				{"covkey completion powershell | Out-String | Invoke-Expression", "in $PROFILE"},
			},
		},
		"covkey version": {
			"covkey --version prints the version alone, on one line.",
			[]example{
				{"covkey version", "with commit, date and platform"},
				{"covkey version --format json", "for a program"},
			},
		},
		"covkey help": {
			"",
			[]example{
				{"covkey help scan commits", "one command"},
				{"covkey help environment", "the variables that count"},
			},
		},
	}
}

// exit is an exit code of the contract.
type exit struct {
	code    int
	meaning string
}

func exitCodes() []exit {
	return []exit{
		{exitClean, "nothing found"},
		{exitFound, "a key was found, and the operation is blocked; for status and doctor: something is wrong"},
		{exitFailed, "the scan could not be done: bad usage or configuration, an object that cannot be read, no repository, an interruption; a hook blocks"},
	}
}
