package snippet

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// shops are the stores' documented APIs, on this machine, with one token in each.
//
// AWS: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
// Vault: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version
// Conjur: https://docs.cyberark.com/conjur-open-source/latest/en/content/developer/conjur_api_authenticate.htm
// and …/conjur_api_retrieve_secret.htm
type shops struct {
	token string
	// refuses makes all of them say no.
	refuses bool
}

const (
	vaultToken = "fake-vault-token"
	apiKey     = "fake-conjur-api-key"
	session    = `{"protected":"fake","payload":"fake","signature":"fake"}`
)

func (s *shops) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	switch path := r.URL.EscapedPath(); {
	case r.Header.Get("X-Amz-Target") != "":
		s.aws(w, r, body)
	case path == "/v1/secret/data/codecov" && r.Method == http.MethodGet:
		if s.refuses || r.Header.Get("X-Vault-Token") != vaultToken {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"errors":["permission denied"]}`)
			return
		}
		fmt.Fprintf(w, `{"request_id":"1","data":{"data":{"token":%q},"metadata":{"version":1,"destroyed":false}}}`, s.token)
	case path == "/authn/myorg/host%2Fci/authenticate" && r.Method == http.MethodPost:
		if s.refuses || string(body) != apiKey {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.Header.Get("Accept-Encoding") == "base64" {
			fmt.Fprint(w, base64.StdEncoding.EncodeToString([]byte(session)))
			return
		}
		fmt.Fprint(w, session)
	case path == "/secrets/myorg/variable/codecov%2Ftoken" && r.Method == http.MethodGet:
		if r.Header.Get("Authorization") != `Token token="`+base64.StdEncoding.EncodeToString([]byte(session))+`"` {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, s.token)
	default:
		http.NotFound(w, r)
	}
}

// aws is JSON 1.1 with a signature of version 4.
func (s *shops) aws(w http.ResponseWriter, r *http.Request, body []byte) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	signed := strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=") && r.Header.Get("X-Amz-Date") != ""
	var ask struct{ SecretId string }
	if err := json.Unmarshal(body, &ask); err != nil || r.Header.Get("Content-Type") != "application/x-amz-json-1.1" ||
		r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" || ask.SecretId != "codecov/token" || !signed || s.refuses {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"AccessDeniedException","Message":"not authorized"}`)
		return
	}
	fmt.Fprintf(w, `{"ARN":"arn:aws:secretsmanager:eu-central-1:123456789012:secret:codecov/token","Name":"codecov/token","SecretString":%q,"VersionStages":["AWSCURRENT"]}`, s.token)
}

// uploader stands for codecovcli: it says whether it got the token as it should.
const uploader = `#!/bin/sh
[ "$*" = upload-process ] && [ -n "$WANTED" ] && [ "$CODECOV_TOKEN" = "$WANTED" ] && echo uploaded >>"$UPLOADED"
`

// runners run a snippet; needs are the programs that it starts for a store, libraries the
// stores for which it needs one that no machine is asked to have.
var runners = []struct {
	language, program string
	needs             map[string][]string
	libraries         []string
}{
	{"python", "python3", nil, nil},
	{"shell", "sh", map[string][]string{"aws-secrets-manager": {"aws"}, "vault": {"curl", "jq"}, "conjur": {"curl", "jq"}}, nil},
	{"go", "go", nil, nil},
	{"javascript", "node", nil, []string{"aws-secrets-manager"}},
	{"php", "php", nil, []string{"aws-secrets-manager"}},
	{"ruby", "ruby", nil, []string{"aws-secrets-manager", "vault", "conjur"}},
}

// pythonItself is the interpreter behind what may be a script that looks for it, and
// whether it has the library for AWS.
var pythonItself = sync.OnceValues(func() (program string, aws bool) {
	const ask = "import importlib.util, sys\nprint(sys.executable, importlib.util.find_spec('boto3') is not None)"
	out, err := exec.Command("python3", "-c", ask).Output()
	name, has, ok := strings.Cut(strings.TrimSpace(string(out)), " ")
	if err != nil || !ok {
		return "python3", false
	}
	return name, has == "True"
})

// start is the command that runs a file, and why there is none.
func start(language, program, store string, needs map[string][]string, libraries []string) (command []string, missing string) {
	if slices.Contains(libraries, store) {
		return nil, "the store's library is not installed"
	}
	for _, p := range append([]string{program}, needs[store]...) {
		if _, err := exec.LookPath(p); err != nil {
			return nil, p + " is not installed"
		}
	}
	if language != "python" {
		return []string{program}, ""
	}
	itself, aws := pythonItself()
	if store == "aws-secrets-manager" && !aws {
		return nil, "boto3 is not installed"
	}
	return []string{itself}, ""
}

// TestRun: what can be run without downloads hands the token to the uploader, and does not
// start it where the store refuses.
func TestRun(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the uploader is a shell script here")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "codecovcli"), []byte(uploader), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, r := range runners {
		for _, store := range Stores() {
			t.Run(r.language+" "+store, func(t *testing.T) {
				t.Parallel()
				command, missing := start(r.language, r.program, store, r.needs, r.libraries)
				if missing != "" {
					t.Skip(missing)
				}
				dir := t.TempDir()
				if r.language == "go" {
					command = []string{build(t, dir, store)}
				} else {
					i := slices.IndexFunc(Languages(), func(l Language) bool { return l.Name == r.language })
					command = append(command, write(t, dir, store, Languages()[i]))
				}
				play(t, bin, dir, store, command, false)
				// The AWS tools take long to start; what they do with a refusal is theirs.
				if store != "aws-secrets-manager" || r.language == "python" {
					play(t, bin, dir, store, command, true)
				}
			})
		}
	}
}

// play runs a snippet against a store and looks at what came of it.
func play(t *testing.T, bin, dir, store string, command []string, refuses bool) {
	t.Helper()
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		t.Fatal(err)
	}
	token := fmt.Sprintf("%x", raw)
	server := httptest.NewServer(&shops{token: token, refuses: refuses})
	defer server.Close()
	uploaded := filepath.Join(dir, fmt.Sprint("uploaded", refuses))
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = []string{
		"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"),
		"WANTED=" + token, "UPLOADED=" + uploaded, "LC_ALL=C.UTF-8",
		"AWS_ENDPOINT_URL=" + server.URL, "AWS_REGION=eu-central-1", "AWS_DEFAULT_REGION=eu-central-1", "AWS_MAX_ATTEMPTS=1",
		"AWS_ACCESS_KEY_ID=fake", "AWS_SECRET_ACCESS_KEY=fake", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
		"VAULT_ADDR=" + server.URL, "VAULT_TOKEN=" + vaultToken,
		"CONJUR_APPLIANCE_URL=" + server.URL, "CONJUR_ACCOUNT=myorg", "CONJUR_AUTHN_LOGIN=host/ci", "CONJUR_AUTHN_API_KEY=" + apiKey,
	}
	if store == "env" && !refuses {
		cmd.Env = append(cmd.Env, "CODECOV_TOKEN="+token)
	}
	out, err := cmd.CombinedOutput()
	_, statErr := os.Stat(uploaded)
	switch {
	case strings.Contains(string(out), token):
		t.Error("the token is in what was printed")
	case refuses && (err == nil || statErr == nil):
		t.Errorf("the store refused, and all the same: %v, %v\n%s", err, statErr, out)
	case !refuses && (err != nil || statErr != nil):
		t.Errorf("%v, %v\n%s", err, statErr, out)
	}
}
