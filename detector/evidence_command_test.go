package detector

import "testing"

func TestCommandEvidence(t *testing.T) { runSamples(t, commandSamples) }

const (
	shortOption = "-t of the Codecov uploader"
	longOption  = "--token of the Codecov uploader"
)

var commandSamples = []sample{
	// The ways to write the option.
	{"ci.sh", "codecov -t KEY", UploadToken, shortOption},
	{"ci.sh", "codecov -t=KEY", UploadToken, shortOption},
	{"ci.sh", "codecov -tKEY", UploadToken, shortOption},
	{"ci.sh", "codecov -t 'KEY'", UploadToken, shortOption},
	{"ci.sh", `codecov "-tKEY"`, UploadToken, shortOption},
	{"ci.sh", "codecov --token KEY", UploadToken, longOption},
	{"ci.sh", "codecov --token=KEY", UploadToken, longOption},
	{"ci.sh", `codecov --token "KEY" --file coverage.xml`, UploadToken, longOption},
	{"ci.sh", "codecov -f cov.xml -F unit -t KEY32", UploadToken, shortOption},
	{"ci.sh", "codecov -t KEYUPPER", UploadToken, shortOption},
	{"ci.sh", "codecov -t KEYBRACES", UploadToken, shortOption},
	{"ci.sh", "codecov -t KEYURN", UploadToken, shortOption},
	{"ci.sh", "codecov -t ${TOKEN:-KEY}", UploadToken, ""},

	// The programs.
	{"ci.sh", "codecovcli upload-process -t KEY", UploadToken, shortOption},
	{"ci.sh", "codecovcli --verbose do-upload --fail-on-error --token=KEY", UploadToken, longOption},
	{"ci.sh", "./codecov -t KEY", UploadToken, shortOption},
	{"ci.ps1", `.\codecov.exe -t KEY`, UploadToken, shortOption},
	{"ci.sh", "./codecov.exe --token KEY", UploadToken, longOption},
	{"ci.sh", "bash codecov.sh -t KEY", UploadToken, shortOption},
	{"ci.sh", "bash <(curl -s https://codecov.io/bash) -t KEY", UploadToken, shortOption},
	{"ci.sh", "curl -s https://codecov.io/bash | bash -s -- -t KEY", UploadToken, shortOption},
	{"ci.sh", "curl -s https://codecov.io/bash > up.sh && bash up.sh -t KEY", UploadToken, shortOption},
	{"ci.sh", "curl -Os https://cli.codecov.io/latest/linux/codecov && chmod +x codecov && ./codecov -t KEY", UploadToken, shortOption},
	{"ci.sh", "npx codecov -t KEY", UploadToken, shortOption},
	{"ci.sh", "npx --yes codecov@3 --token=KEY", UploadToken, longOption},
	{"ci.sh", "python -m codecov -t KEY", UploadToken, shortOption},
	{"ci.sh", "python3 -m codecov_cli do-upload -t KEY", UploadToken, shortOption},
	{"ci.sh", "./node_modules/.bin/codecov --token=KEY", UploadToken, longOption},
	{"ci.sh", "cat coverage/lcov.info | codecov -t KEY", UploadToken, shortOption},
	{"ci.sh", "# codecov -t KEY", UploadToken, shortOption},
	{"ci.sh", "true && ./codecov -t KEY || exit 1", UploadToken, shortOption},
	{"ci.sh", "docker run --rm codecov/codecov-cli:latest upload -t KEY", UploadToken, shortOption},

	// In other files than shell scripts.
	{".travis.yml", "after_success:\n  - bash <(curl -s https://codecov.io/bash) -t KEY\n", UploadToken, shortOption},
	{".github/workflows/ci.yml", "jobs:\n  t:\n    steps:\n      - run: codecov -t KEY\n", UploadToken, shortOption},
	{"Dockerfile", "RUN pip install codecov && codecov -t KEY\n", UploadToken, shortOption},
	{"Makefile", "cover:\n\t@codecov --token=KEY\n", UploadToken, longOption},
	{"package.json", `{"scripts": {"cov": "nyc report && codecov -t KEY"}}`, UploadToken, shortOption},
	{"package.json", `{"scripts": {"cov": "codecov --token=KEY"}}`, UploadToken, longOption},
	{"tox.ini", "[testenv]\ncommands =\n    codecov -t KEY\n", UploadToken, shortOption},
	{"Jenkinsfile", "sh 'codecov -t KEY'", UploadToken, shortOption},
	{"Jenkinsfile", `sh "curl -s https://codecov.io/bash | bash -s - -t KEY"`, UploadToken, shortOption},
	{"build.cs", `Run("codecov", "-f cov.xml -t KEY");`, UploadToken, shortOption},
	{"README.md", "Run `codecov -t KEY` to upload.", UploadToken, shortOption},

	// Over several lines.
	{"ci.sh", "codecov \\\n  -f coverage.xml \\\n  -t KEY\n", UploadToken, shortOption},
	{"ci.sh", "codecov \\\n  --token \\\n  KEY \\\n  -F unit\n", UploadToken, longOption},
	{"ci.ps1", "codecov `\n  -f coverage.xml `\n  -t KEY\n", UploadToken, shortOption},
	{"ci.cmd", "codecov.exe ^\n  -f coverage.xml ^\n  -t KEY\n", UploadToken, shortOption},
	{"run.yml", "run: >\n  codecov\n  --file coverage.xml\n  --token KEY\n", UploadToken, longOption},

	// As a list.
	{"pipeline.json", `{"command": ["codecov", "-t", "KEY"]}`, UploadToken, shortOption},
	{"Dockerfile", `CMD ["codecov","-t","KEY"]`, UploadToken, shortOption},
	{"run.py", `subprocess.run(["codecov", "--token", "KEY", "-f", "c.xml"])`, UploadToken, longOption},
	{"run.go", `exec.Command("codecov", "-t", "KEY").Run()`, UploadToken, shortOption},
	{"job.yml", "args:\n  - codecov\n  - -t\n  - KEY\n", UploadToken, shortOption},
	{"job.yml", "command: [codecov, -t, KEY]\n", UploadToken, shortOption},
	{"run.py", "subprocess.run([\n    \"codecov\",\n    \"-f\", \"c.xml\",\n    \"-t\", \"KEY\",\n])", UploadToken, shortOption},
	{"job.json", "\"args\": [\n  \"codecovcli\",\n  \"--token=KEY\"\n]", UploadToken, longOption},

	// Repository tokens of the two commands that take one.
	{"ci.sh", "codecovcli static-analysis --token HEX40", RepositoryToken, "--token of codecovcli"},
	{"ci.sh", "codecovcli label-analysis --token=HEX40 --base-sha=HEX40abc", RepositoryToken, "--token of codecovcli"},
	{"ci.sh", "codecovcli label-analysis \\\n  --token HEX40\n", RepositoryToken, "--token of codecovcli"},

	// Other arguments, other commands.
	{"ci.sh", "codecov -C HEX40", none, ""},
	{"ci.sh", "codecovcli create-commit --sha HEX40", none, ""},
	{"ci.sh", "codecovcli do-upload -t $CODECOV_TOKEN --sha HEX40", none, ""},
	{"ci.sh", "codecovcli do-upload --token HEX40", none, ""},
	{"ci.sh", "codecov -n KEY", none, ""},
	{"ci.sh", "codecov -F KEY -b KEY", none, ""},
	{"ci.sh", "codecov --name build-KEY", none, ""},
	{"ci.sh", "codecov -t $CODECOV_TOKEN -n KEY", none, ""},
	{"ci.sh", "codecov -t %CODECOV_TOKEN% -b KEY", none, ""},
	{"ci.sh", "sonar-scanner --token KEY && codecov", none, ""},
	{"ci.sh", "codecov; snyk auth --token KEY", none, ""},
	{"ci.sh", "codecov\nsnyk auth --token KEY\n", none, ""},
	{"ci.sh", "echo 'HEX40  codecov' | shasum -c", none, ""},
	{"ci.sh", "echo 'KEY32  codecov' | md5sum -c", none, ""},
	{"ci.sh", "codecov -t 12345678-1234-1234-1234-123456789012", none, ""},
	{"ci.sh", "codecov -t xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", none, ""},
	{"ci.sh", "codecov --token=a1b2c3d4-e5f6-7890-abcd-ef1234567890", none, ""},
}
