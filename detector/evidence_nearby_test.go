package detector

import "testing"

func TestNearbyEvidence(t *testing.T) { runSamples(t, nearbySamples) }

var nearbySamples = []sample{
	// Called a token beside the service.
	{"a.py", "params = {'commit': sha, 'token': 'KEY'}\nrequests.post('https://codecov.io/upload/v4', params=params)\n", UploadToken, "beside a mention of Codecov"},
	{"a.groovy", "def query = [\"commit=1\", \"token=KEY\"]\nsh \"curl https://codecov.io/upload/v2?${query.join('&')}\"\n", UploadToken, "beside a mention"},
	{"a.jl", "ENV[\"REPO_TOKEN\"] = \"KEY\"\nCodecov.submit_token(process_folder())\n", UploadToken, "REPO_TOKEN"},
	{"run.sh", "args+=(\"-t KEY\")\n./codecov \"${args[@]}\"\n", UploadToken, "-t"},
	{"up.ps1", "$exe = \"tools\\codecov.exe\"\n$a = \"-t KEY\"\n& $exe $a\n", UploadToken, "-t"},
	{"a.abap", "url = 'https://codecov.io/upload/v2?token=' &&\n  'KEY' &&\n  '&branch='.\n", UploadToken, "token"},

	// In sentences and notes.
	{"notes.md", "The Codecov upload token has been provided: `KEY`.\n", UploadToken, "token"},
	{"notes.md", "Codecov\n\nUpload token:\n\n    KEY\n", UploadToken, "token"},
	{"notes.txt", "Static analysis token for Codecov: HEX40\n", RepositoryToken, "token"},
	{"log.txt", "codecov: could not find a repository associated with upload token KEY\n", UploadToken, "token"},

	// In a file that is about Codecov by its name.
	{"codecov_upload.py", "token = 'KEY'\n", UploadToken, "in codecov_upload.py"},
	{"scripts/codecov.sh", "TOKEN=KEY\nbash up\n", UploadToken, "in codecov.sh"},
	{"lib/codecov/main.rb", "@api_token = fetch('API_TOKEN', 'KEY')\n", APIToken, "in main.rb"},

	// Where a reference was.
	{"up.sh", "if [ -n \"KEY\" ]; then\n  bash <(curl -s https://codecov.io/bash)\nfi\n", UploadToken, "checked for"},
	{"a.ts", "codecovVitePlugin({\n  enableBundleAnalysis: \"KEY\" !== undefined,\n})\n", UploadToken, "checked for"},
	{"a.ts", "if (run === \"KEY\") codecov.send()\n", none, ""},

	// Another service is nearer, or the value is called something else.
	{"a.sh", "codecov\nsonar-scanner -Dsonar.token=KEY\n", none, ""},
	{"a.md", "We upload to Codecov. The Snyk token is KEY.\n", none, ""},
	{"a.md", "The Codecov upload of build id KEY failed.\n", none, ""},
	{"a.md", "Codecov has a token; the id of the project is KEY.\n", none, ""},
	{"a.md", "- fix the handling of the codecov token (see trace KEY)\n", none, ""},
	{"notes.md", "For Codecov we have \"KEYHEAD\"\n\n\n\n\n\"KEYTAIL\" now.\n\n\n", none, ""}, // over more lines than are looked at
	{"a.csv", "repo,id\ncodecov-cli,KEY\n", none, ""},
	{"a.sh", "deploy --token KEY\ncodecov\n", none, ""},
	{"a.md", "Codecov token: see the settings.\n\n\n\n\nBuild KEY passed.\n", none, ""},
	{"a_test.go", "// uploads to codecov.io\nconst token = \"KEY\"\n", none, ""},
	{"codecov/test/a.py", "token = 'KEY'\n", none, ""},
	{"a.ini", "[deploy]\ntoken = KEY\n; codecov\n", none, ""},
	{"a.sh", "codecov -t \"$CODECOV_TOKEN\" -n KEY\n", none, ""},
}
