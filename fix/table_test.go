package fix

import "strings"

type tableCase struct {
	context, path, old, fresh, why string
}

func (c tableCase) name() string {
	return strings.ReplaceAll(c.path, "/", "_") + ": " + c.context
}

// table is each context of each language.
func table() []tableCase {
	var all []tableCase
	for _, part := range [][]tableCase{github, pipelines, shells, programs, others} {
		all = append(all, part...)
	}
	return all
}

const workflow = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n"

var github = []tableCase{
	{"plain", ".github/workflows/ci.yml", workflow + "      - uses: codecov/codecov-action@v5\n        with:\n          token: KEY # the token\n",
		workflow + "      - uses: codecov/codecov-action@v5\n        with:\n          token: ${{ secrets.CODECOV_TOKEN }} # the token\n", ""},
	{"double quotes", ".github/workflows/ci.yml", "env:\n  CODECOV_TOKEN: \"KEY\"\n", "env:\n  CODECOV_TOKEN: \"${{ secrets.CODECOV_TOKEN }}\"\n", ""},
	{"single quotes", ".github/workflows/ci.yml", "env:\n  CODECOV_TOKEN: 'KEY'\n", "env:\n  CODECOV_TOKEN: '${{ secrets.CODECOV_TOKEN }}'\n", ""},
	{"flow", ".github/workflows/ci.yml", "env: { CODECOV_TOKEN: KEY, A: b }\n", "env: { CODECOV_TOKEN: \"${{ secrets.CODECOV_TOKEN }}\", A: b }\n", ""},
	{"command", ".github/workflows/ci.yml", workflow + "      - run: codecov -t KEY\n", workflow + "      - run: codecov -t ${{ secrets.CODECOV_TOKEN }}\n", ""},
	{"block", ".github/workflows/ci.yml", workflow + "      - run: |\n          make\n          codecov -t 'KEY'\n", workflow + "      - run: |\n          make\n          codecov -t '${{ secrets.CODECOV_TOKEN }}'\n", ""},
	{"comment", ".github/workflows/ci.yml", "env:\n  # CODECOV_TOKEN: KEY\n  A: b\n", "env:\n  # CODECOV_TOKEN: ${{ secrets.CODECOV_TOKEN }}\n  A: b\n", ""},
	{"called workflow", ".github/workflows/ci.yml", "jobs:\n  a:\n    uses: ./x.yml\n    with:\n      codecov_token: KEY\n", "", "under secrets:"},
	{"matrix", ".github/workflows/ci.yml", "jobs:\n  a:\n    strategy:\n      matrix:\n        codecov_token: [KEY]\n", "", "secrets context is not there"},
	{"action", "action.yml", "inputs:\n  codecov-token:\n    required: true\nruns:\n  using: composite\n  steps:\n    - uses: codecov/codecov-action@v5\n      with:\n        token: KEY\n",
		"inputs:\n  codecov-token:\n    required: true\nruns:\n  using: composite\n  steps:\n    - uses: codecov/codecov-action@v5\n      with:\n        token: ${{ inputs.codecov-token }}\n", ""},
	{"action without input", "action.yml", "runs:\n  using: composite\n  steps:\n    - uses: codecov/codecov-action@v5\n      with:\n        token: KEY\n", "", "no input codecov-token"},
	{"no workflow", ".github/settings.yml", "codecov_token: KEY\n", "", "workflows and actions only"},
}

var pipelines = []tableCase{
	{"own variable", ".gitlab-ci.yml", "variables:\n  CODECOV_TOKEN: KEY\n  A: b\ntest:\n  script: make\n", "variables:\n  A: b\ntest:\n  script: make\n", ""},
	{"only variable", ".gitlab-ci.yml", "variables:\n  CODECOV_TOKEN: \"KEY\"\n\ntest:\n  script: make\n", "\ntest:\n  script: make\n", ""},
	{"other variable", ".gitlab-ci.yml", "test:\n  variables:\n    codecov-token: KEY\n", "test:\n  variables:\n    codecov-token: $CODECOV_TOKEN\n", ""},
	{"list", ".gitlab-ci.yml", "test:\n  script:\n    - codecov -t KEY -f x\n", "test:\n  script:\n    - codecov -t \"$CODECOV_TOKEN\" -f x\n", ""},
	{"single quotes in it", ".gitlab-ci.yml", "test:\n  script:\n    - codecov -t 'KEY'\n", "test:\n  script:\n    - codecov -t \"$CODECOV_TOKEN\"\n", ""},
	{"in double quotes", ".gitlab-ci.yml", "test:\n  script:\n    - \"codecov -t KEY\"\n", "test:\n  script:\n    - \"codecov -t \\\"$CODECOV_TOKEN\\\"\"\n", ""},
	{"in single quotes", ".gitlab-ci.yml", "test:\n  script:\n    - 'codecov -t ''KEY'' -f x'\n", "test:\n  script:\n    - 'codecov -t \"$CODECOV_TOKEN\" -f x'\n", ""},
	{"block", ".gitlab-ci.yml", "test:\n  script:\n    - |\n      make\n      curl -H 'Authorization: bearer KEY' https://api.codecov.io/api/v2/\n", "test:\n  script:\n    - |\n      make\n      curl -H 'Authorization: bearer '\"$CODECOV_API_TOKEN\" https://api.codecov.io/api/v2/\n", ""},
	{"environment", ".circleci/config.yml", "jobs:\n  a:\n    environment:\n      CODECOV_TOKEN: KEY\n    steps: [checkout]\n", "jobs:\n  a:\n    steps: [checkout]\n", ""},
	{"orb", ".circleci/config.yml", "orbs:\n  codecov: codecov/codecov@5.4.3\njobs:\n  a:\n    steps:\n      - codecov/upload:\n          token: KEY\n", "orbs:\n  codecov: codecov/codecov@5.4.3\njobs:\n  a:\n    steps:\n      - codecov/upload:\n          token: CODECOV_TOKEN\n", ""},
	{"old orb", ".circleci/config.yml", "orbs:\n  codecov: codecov/codecov@1.1.6\njobs:\n  a:\n    steps:\n      - codecov/upload:\n          token: KEY\n", "orbs:\n  codecov: codecov/codecov@1.1.6\njobs:\n  a:\n    steps:\n      - codecov/upload:\n          token: $CODECOV_TOKEN\n", ""},
	{"command", ".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: codecov -t KEY\n", "jobs:\n  a:\n    steps:\n      - run: codecov -t \"$CODECOV_TOKEN\"\n", ""},
	{"env", ".travis.yml", "env:\n  global:\n    - CODECOV_TOKEN=KEY\n", "env:\n  global:\n    - CODECOV_TOKEN=\"$CODECOV_TOKEN\"\n", ""},
	{"command", ".travis.yml", "after_success: codecov -t KEY\n", "after_success: codecov -t \"$CODECOV_TOKEN\"\n", ""},
	{"env", "azure-pipelines.yml", "steps:\n- script: codecov\n  env:\n    CODECOV_TOKEN: KEY\n", "steps:\n- script: codecov\n  env:\n    CODECOV_TOKEN: $(CODECOV_TOKEN)\n", ""},
	{"script", "azure-pipelines.yml", "steps:\n- script: codecov -t 'KEY'\n", "steps:\n- script: codecov -t '$(CODECOV_TOKEN)'\n", ""},
	{"variable", "azure-pipelines.yml", "variables:\n  CODECOV_TOKEN: KEY\nsteps: []\n", "steps: []\n", ""},
	{"list of variables", "azure-pipelines.yml", "variables:\n- name: CODECOV_TOKEN\n  value: KEY\n", "", "would hide"},
	{"export", "bitbucket-pipelines.yml", "pipelines:\n  default:\n    - step:\n        script:\n          - export CODECOV_TOKEN=KEY\n", "pipelines:\n  default:\n    - step:\n        script:\n          - export CODECOV_TOKEN=\"$CODECOV_TOKEN\"\n", ""},
	{"environment", "appveyor.yml", "environment:\n  CODECOV_TOKEN: KEY\n", "", "secure:"},
	{"command", "appveyor.yml", "test_script:\n  - cmd: codecov -t KEY\n", "test_script:\n  - cmd: codecov -t %CODECOV_TOKEN%\n", ""},
	{"powershell", "appveyor.yml", "test_script:\n  - ps: codecov -t KEY\n", "test_script:\n  - ps: codecov -t $env:CODECOV_TOKEN\n", ""},
	{"environment", ".drone.yml", "steps:\n  - name: test\n    environment:\n      CODECOV_TOKEN: KEY\n", "", "nothing says"},
	{"commands", ".woodpecker.yml", "steps:\n  test:\n    commands:\n      - codecov -t KEY\n", "steps:\n  test:\n    commands:\n      - codecov -t \"$CODECOV_TOKEN\"\n", ""},
	{"map", "docker-compose.yml", "services:\n  a:\n    environment:\n      CODECOV_TOKEN: KEY\n", "services:\n  a:\n    environment:\n      CODECOV_TOKEN: ${CODECOV_TOKEN}\n", ""},
	{"list", "compose.yaml", "services:\n  a:\n    environment:\n      - CODECOV_TOKEN=KEY\n", "services:\n  a:\n    environment:\n      - CODECOV_TOKEN=${CODECOV_TOKEN}\n", ""},
	{"token", "codecov.yml", "codecov:\n  token: KEY\n", "", "takes the token itself"},
	{"data", "values.yml", "codecov:\n  token: KEY\n", "", "nothing says"},
	{"environment block", "Jenkinsfile", "pipeline {\n  environment {\n    CODECOV_TOKEN = 'KEY' // mine\n  }\n}\n", "pipeline {\n  environment {\n    CODECOV_TOKEN = credentials('codecov-token') // mine\n  }\n}\n", ""},
	{"not bound", "Jenkinsfile", "node { sh 'codecov -t KEY' }\n", "", "nothing here binds"},
	{"bound", "Jenkinsfile", "pipeline {\n environment {\n  CODECOV_TOKEN = credentials('codecov-token')\n }\n stages { sh 'codecov -t KEY'\n  sh \"codecov -t KEY -f x\" }\n}\n",
		"pipeline {\n environment {\n  CODECOV_TOKEN = credentials('codecov-token')\n }\n stages { sh 'codecov -t \"$CODECOV_TOKEN\"'\n  sh \"codecov -t \\\"\\$CODECOV_TOKEN\\\" -f x\" }\n}\n", ""},
}
