package detector

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestParts(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want string
	}{
		{"CODECOV_TOKEN", "codecov token"},
		{"codecovToken", "codecov token"},
		{"CodecovAPIToken", "codecov api token"},
		{"codecov-api.token", "codecov api token"},
		{"codecov2Token", "codecov2 token"},
		{"__x__", "x"},
		{"TOKENs", "toke ns"}, // no rule for this one; role looks at joined words
		{"éÉté", "é été"},
		{"a\xffb", "a b"},
		{"→", ""},
		{"", ""},
	} {
		if got := strings.Join(parts([]byte(tt.in)), " "); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestPartsOfASCII: names without other letters are taken apart in a shorter way, which
// comes to the same.
func TestPartsOfASCII(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "B", "c", "D", "1", "_", "-", ".", "é", "É", "\u212a", "tok", "TOKEN", "Id", "\xff"}
	for range 20_000 {
		var b strings.Builder
		for range random.IntN(8) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		text := []byte(b.String())
		want := partsOfRunes([]rune(b.String()))
		if got := parts(text); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", text, got, want)
		}
		var buf shortWord
		last := string(buf.lower(lastPart(text)))
		if len(want) == 0 && last != "" || len(want) > 0 && last != want[len(want)-1] {
			t.Fatalf("%q: the last is %q of %q", text, last, want)
		}
	}
}

func TestRole(t *testing.T) {
	for want, names := range map[role][]string{
		codecovToken: {
			"CODECOV_TOKEN", "codecovToken", "CodecovToken", "codecovtoken", "codecov.token", "codecov-token", "CODECOV_TOKENS",
			"CODECOV_TOKEN_UNITTESTS", "MY_CODECOV_TOKEN", "CodecovAPIToken", "CODECOV_API_KEY", "codecov_secret", "CODECOV_UUID",
			"token_codecov", "tokenForCodecov", "CODECOV_AUTH", "CODECOV_PASSWORD", "codecovCredentials", "CODE_COV_TOKEN",
			"code-cov-token", "codeCovToken", "env.CODECOV_TOKEN", "process.env.CODECOV_TOKEN", "cliCODECOV_TOKEN",
			"CODECOV_TOKEN_TAG", "CODECOV_TOKEN_ENV", "-DCODECOV_TOKEN", "codecov.io.token",
		},
		codecovName: {"codecov", "CODECOV", "Codecov", "codecovUpload", "CODECOV_IO", "my-codecov", "codecov-cli", "code-cov"},
		otherValue: {
			"CODECOV_SHA256", "codecov_project_id", "codecov-project", "codecovVersion", "CODECOV_URL", "codecov_slug",
			"codecov-action", "codecov.io", "codecov.yml", "codecov.sh", "codecov.exe", "Codecov.csproj", "codecov_flags",
			"CODECOV_TOKEN_ID", "codecovTokenName", "CODECOV_TOKEN_FILE", "codecov_token_sha256", "codecov_feed", "CODECOV_ENV",
		},
		plainToken: {
			"token", "TOKEN", "Token", "tokens", "uploadToken", "upload_token", "upload-token", "repoToken", "repo_token",
			"apiToken", "access_token", "static-token", "mytoken", "CodeCoverageToken", "CODE_COVERAGE_TOKEN", "settings.token", "--token",
		},
		noRole: {
			"", "→", "sonar_token", "SONAR_TOKEN", "tokenizer", "token_id", "key", "secret", "uuid", "id", "name",
			"codecoverage", "code-coverage-key", "codec_token",
		},
	} {
		for _, n := range names {
			if got := (name{text: []byte(n)}).role(); got != want {
				t.Errorf("%q: role %d, want %d", n, got, want)
			}
		}
	}
}

func TestNameKind(t *testing.T) {
	for _, tt := range []struct {
		name string
		form form
		want Kind
	}{
		{"CODECOV_TOKEN", formUUID, UploadToken},
		{"CODECOV_TOKEN", formHex32, UploadToken},
		{"CODECOV_TOKEN", formHex40, RepositoryToken},
		{"CODECOV_API_TOKEN", formUUID, APIToken},
		{"CODECOV_API_TOKEN", formHex40, RepositoryToken},
		{"codecovAccessToken", formUUID, APIToken},
		{"codecov-bearer", formHex32, APIToken},
		{"CODECOV_RAPID_TOKEN", formUUID, UploadToken},
	} {
		if got := (name{text: []byte(tt.name)}).kind(tt.form); got != tt.want {
			t.Errorf("%s, form %d: %s, want %s", tt.name, tt.form, got, tt.want)
		}
	}
}

// TestNameShown: a name goes into a reason and into advice, and it may hold a
// value itself.
func TestNameShown(t *testing.T) {
	key := randomUUID(t)
	upper := strings.ToUpper(strings.ReplaceAll(key, "-", ""))
	for _, tt := range []struct {
		text, shown, variable string
	}{
		{"CODECOV_TOKEN", "CODECOV_TOKEN", "CODECOV_TOKEN"},
		{"env.CODECOV_TOKEN", "env.CODECOV_TOKEN", "CODECOV_TOKEN"},
		{"process.env.CODECOV_TOKEN", "process.env.CODECOV_TOKEN", "CODECOV_TOKEN"},
		{"codecovToken", "codecovToken", ""},
		{"my-CODECOV_TOKEN", "my-CODECOV_TOKEN", ""},
		{strings.Repeat("x", 100) + "CODECOV_TOKEN", "…" + strings.Repeat("x", 47) + "CODECOV_TOKEN", ""},
		{strings.Repeat("é", 100) + "CODECOV_TOKEN", "…" + strings.Repeat("é", 23) + "CODECOV_TOKEN", ""},
		{key + "xCODECOV_TOKEN", redact([]byte(key)) + "xCODECOV_TOKEN", ""},
		{upper + "_CODECOV_TOKEN", upper[:4] + strings.Repeat("*", 28) + "_CODECOV_TOKEN", ""},
	} {
		n := name{text: []byte(tt.text)}
		if got := n.shown(); got != tt.shown {
			t.Errorf("shown: got %d characters, want %q", len(got), tt.shown)
		}
		if got := n.variable(); got != tt.variable {
			t.Errorf("variable: got %d characters, want %q", len(got), tt.variable)
		}
	}
}

// TestNameBefore: which word a value belongs to, over what, and when there is none.
func TestNameBefore(t *testing.T) {
	const value = "VALUE"
	for _, tt := range []struct {
		text, want string
		assigned   bool
		lines      int
	}{
		{"a=VALUE", "a", true, 0},
		{"a: VALUE", "a", true, 0},
		{"a VALUE", "a", false, 0},
		{"a\nVALUE", "a", false, 1},
		{"a:\r\n\r\n  VALUE", "a", true, 1}, // a blank line is none
		{"a:\n\n\nVALUE", "a", true, 1},
		{`a = "VALUE"`, "a", true, 0},
		{`"a" => ["VALUE"]`, "a", true, 0},
		{`a["VALUE"]`, "a", false, 0},
		{"a.b=VALUE", "a.b", true, 0},
		{"a.=VALUE", "a", true, 0},
		{"a, VALUE", "a", false, 0},
		{"a; VALUE", "", false, 0},
		{"a # VALUE", "", false, 0},
		{"a:\n  # VALUE", "a", true, 1},
		{"a:\n  // VALUE", "a", true, 1},
		{"-t VALUE", "-t", false, 0},
		{"a- VALUE", "a-", false, 0},
		{"a <- VALUE", "a", false, 0},
		{"a -> VALUE", "a", false, 0},
		{"a^\nVALUE", "a", false, 1},
		{"a:\n  - VALUE", "a", true, 1},
		{"a: >-\n  VALUE", "a", true, 1},
		{"a value: VALUE", "a", true, 0},
		{"a default value to VALUE", "a", false, 0},
		{"a value value value value value value VALUE", "", false, 0},
		{"a = new Guid(VALUE", "a", true, 0},
		{"a = foo(VALUE", "foo", false, 0},
		{`a\nname=VALUE`, "name", true, 0},
		{`a\u0022name=VALUE`, "name", true, 0},
		{"<a>VALUE", "a", false, 0},
		{"<a></b>VALUE", "a", false, 0},
		{"a { get; set; } = VALUE", "a", true, 0},
		{"a } = VALUE", "a", true, 0},
		{"a=&quot;VALUE", "a", true, 0},
		{"a → VALUE", "a", false, 0},
		{"VALUE", "", false, 0},
		{" = VALUE", "", true, 0},
		{"\n\n= VALUE", "", true, 2},
		{"a" + strings.Repeat(" ", mostGlue-1) + "VALUE", "a", false, 0},
		{"a" + strings.Repeat(" ", mostGlue+1) + "VALUE", "", false, 0},
		{"a" + strings.Repeat("x", longestName) + "=VALUE", strings.Repeat("x", longestName), true, 0},
	} {
		d := newDocument("", []byte(tt.text))
		n, ok := d.nameBefore(strings.Index(tt.text, value))
		switch {
		case ok != (tt.want != ""):
			t.Errorf("%.60q: found is %v", tt.text, ok)
		case ok && string(n.text) != tt.want:
			t.Errorf("%.60q: %q, want %q", tt.text, n.text, tt.want)
		case ok && (n.assigned != tt.assigned || n.lines != tt.lines):
			t.Errorf("%.60q: assigned %v, %d lines; want %v, %d", tt.text, n.assigned, n.lines, tt.assigned, tt.lines)
		}
	}
}

// TestGenericWordsAreWords guards the table against a word that role cannot find.
func TestGenericWordsAreWords(t *testing.T) {
	for n := range strings.FieldsSeq(genericWords) {
		if slices.Contains(parts([]byte(n)), "") || strings.ToLower(n) != n || strings.ContainsAny(n, "-_.") {
			t.Errorf("%q is not written as role compares it", n)
		}
	}
}
