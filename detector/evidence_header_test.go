package detector

import "testing"

func TestHeaderEvidence(t *testing.T) { runSamples(t, headerSamples) }

const (
	apiHeader  = "Authorization header"
	repoHeader = "Repotoken"
)

var headerSamples = []sample{
	// One line.
	{"api.sh", `curl -H "Authorization: Bearer KEY" https://api.codecov.io/api/v2/github/o/repos`, APIToken, apiHeader},
	{"api.sh", `curl -H "Authorization: bearer KEY" https://codecov.io/api/gh/o`, APIToken, apiHeader},
	{"api.sh", `curl -H 'authorization: token KEY' https://codecov.io/api/gh/o`, APIToken, apiHeader},
	{"api.sh", `curl https://codecov.io/api/gh/o -H 'Authorization: token KEY32'`, APIToken, apiHeader},
	{"api.sh", `http GET https://api.codecov.io/api/v2/gh/o Authorization:"bearer KEY"`, APIToken, apiHeader},
	{"api.py", `r = requests.get("https://api.codecov.io/x", headers={"Authorization": "Bearer KEY"})`, APIToken, apiHeader},
	{"api.py", `r = requests.get("https://api.codecov.io/x", headers={"Authorization": f"bearer KEY"})`, APIToken, apiHeader},
	{"api.py", `r = requests.get("https://api.codecov.io/x", headers={"Authorization": "Bearer " + "KEY"})`, APIToken, apiHeader},
	{"api.rb", `req["Authorization"] = "bearer KEY" # codecov.io`, APIToken, apiHeader},
	{"api.sh", `curl -H "Authorization: Repotoken HEX40" https://api.codecov.io/staticanalysis/`, RepositoryToken, repoHeader},
	{"api.py", `headers = {"Authorization": "repotoken HEX40"} # codecov`, RepositoryToken, repoHeader},

	// Spread over lines.
	{"api.sh", "curl -s \\\n  -H \"Accept: application/json\" \\\n  -H \"Authorization: Bearer KEY\" \\\n  https://api.codecov.io/api/v2/gh/o\n", APIToken, apiHeader},
	{"api.http", "GET https://api.codecov.io/api/v2/gh/o/repos HTTP/1.1\nAccept: */*\nAuthorization: Bearer KEY\n", APIToken, apiHeader},
	{"api.http", "GET /api/v2/gh/o/repos HTTP/1.1\nHost: api.codecov.io\nAuthorization: bearer KEYUPPER\n", APIToken, apiHeader},
	{"api.js", "fetch('https://api.codecov.io/api/v2/gh/o', {\n  method: 'GET',\n  headers: {\n    Authorization: 'Bearer KEY',\n  },\n})", APIToken, apiHeader},
	{"Api.java", "HttpRequest.newBuilder()\n    .uri(URI.create(\"https://api.codecov.io/api/v2\"))\n    .header(\"Authorization\", \"Bearer KEY\")\n    .build();", APIToken, apiHeader},
	{"api.go", "req, _ := http.NewRequest(\"GET\", \"https://api.codecov.io/x\", nil)\nreq.Header.Set(\"Authorization\", \"bearer KEY\")", APIToken, apiHeader},
	{"api.php", "$url = 'https://codecov.io/api/gh/o';\ncurl_setopt($c, CURLOPT_HTTPHEADER, ['Authorization: token ' . 'KEY']);", APIToken, apiHeader},
	{"Api.cs", "var url = \"https://api.codecov.io\";\nclient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(\"Bearer\", \"KEY\");", APIToken, apiHeader},
	{"api.yml", "url: https://api.codecov.io/api/v2\nheaders:\n  Authorization: Bearer KEY\n", APIToken, apiHeader},
	{"job.yml", "run: |\n  curl --request GET \\\n    --header 'Authorization: Bearer KEY' \\\n    --url https://api.codecov.io/x", APIToken, apiHeader},
	{"api.py", "req = Request(\"https://api.codecov.io/static\")\nreq.add_header(\"Authorization\", \"Repotoken HEX40\")", RepositoryToken, repoHeader},

	// To somebody else, or no key.
	{"api.sh", "# codecov\ncurl -H \"Authorization: token HEX40\" https://api.github.com/repos/o/r", none, ""},
	{"api.sh", "curl -H \"Authorization: Bearer HEX40\" https://codecov.io/api", none, ""},
	{"api.sh", "codecov --version\ncurl -H \"Authorization: Bearer KEY\" https://sonarcloud.io/api/x\n", none, ""},
	{"api.sh", "curl -H \"Authorization: Bearer KEY\" https://api.example.com/x\n\n\n\n\n\n\n\necho codecov\n", none, ""},
	{"api.sh", `curl -H "Authorization: Bearer $CODECOV_API_TOKEN" -H "X-Request-Id: KEY" https://api.codecov.io/x`, none, ""},
	{"api.sh", `curl -H "If-None-Match: KEY" https://api.codecov.io/x`, none, ""},
	{"api.sh", `curl -H "Authorization: Bearer xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx" https://api.codecov.io/x`, none, ""},
	{"api.sh", `curl -H "Authorization: Bearer 00000000-0000-4000-8000-000000000000" https://api.codecov.io/x`, none, ""},
	{"api.md", "Bearer KEY is not a header; see codecov.io", none, ""},
}
