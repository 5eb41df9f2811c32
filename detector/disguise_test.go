package detector

import "testing"

func TestDisguises(t *testing.T) { runSamples(t, disguiseSamples) }

var disguiseSamples = []sample{
	// Base64, as a Kubernetes Secret holds it.
	{"secret.yaml", "kind: Secret\ndata:\n  CODECOV_TOKEN: KEYBASE64\n", UploadToken, "value of CODECOV_TOKEN"},
	{"secret.yaml", "data:\n  codecov-token: \"KEYBASE64\"\n", UploadToken, "value of codecov-token"},
	{"up.sh", "export CODECOV_TOKEN=$(echo KEYBASE64 | base64 -d)\n", UploadToken, "CODECOV_TOKEN"},
	{"secret.yaml", "# codecov\ndata:\n  id: KEYBASE64\n", none, ""},

	// In pieces.
	{"a.py", "CODECOV_TOKEN = 'KEYHEAD' 'KEYTAIL'\n", UploadToken, "value of CODECOV_TOKEN"},
	{"a.js", "const codecovToken = \"KEYHEAD\" + \"KEYTAIL\";\n", UploadToken, "value of codecovToken"},
	{"a.js", "const codecovToken = \"KEYHEAD\" +\n  \"KEYTAIL\";\n", UploadToken, "value of codecovToken"},
	{"a.php", "$codecovToken = 'KEYHEAD' . 'KEYTAIL';\n", UploadToken, "value of codecovToken"},
	{"a.lua", "codecov_token = \"KEYHEAD\" .. \"KEYTAIL\"\n", UploadToken, "value of codecov_token"},
	{"a.py", "codecov_token = (\"KEYHEAD\"\n                 \"KEYTAIL\")\n", UploadToken, "value of codecov_token"},
	{"a.py", "ids = ['KEYHEAD', 'KEYTAIL']  # codecov_token\n", none, ""},

	// A self-hosted server's own token.
	{".env", "CODECOV_TOKEN=OPAQUE\n", UploadToken, "value of CODECOV_TOKEN"},
	{"config/codecov.yml", "setup:\n  global_upload_token: OPAQUE\n", UploadToken, "value of global_upload_token"},
	{"ci.yml", "env:\n  CODECOV_TOKEN: \"OPAQUE\"\n", UploadToken, "value of CODECOV_TOKEN"},
	{"a.py", "codecov_token = 'OPAQUE'\n", UploadToken, "value of codecov_token"},
	{"install.yml", "globalUploadToken: KEY\n", none, ""}, // of what, nothing says
	{".env", "CODECOV_URL=OPAQUE\n", none, ""},
	{".env", "# codecov\nTOKEN=OPAQUE\n", none, ""},
	{".env", "CODECOV_TOKEN=your-codecov-token-here\n", none, ""},
	{".env", "CODECOV_TOKEN=abcdefghijklmnop1234\n", none, ""},
	{".env", "CODECOV_TOKEN=1234567890abcdef1234\n", none, ""},
	{".env", "CODECOV_TOKEN=aaaaaaaaaaaaaaaaaaaa\n", none, ""},
	{".env", "CODECOV_TOKEN=SuperSecretToken2024\n", none, ""},
	{"a.py", "codecov_token = os.environ.get('CODECOV_TOKEN')\n", none, ""},
	{"a.py", "codecov_token = get_parameter_from_store()\n", none, ""},
	{"a.yml", "CODECOV_TOKEN: projects/1234/secrets/cov/versions/1\n", none, ""},
	{"a.yml", "codecov_token:\n  secure: OPAQUE\n", none, ""},

	// In another text.
	{"nb.ipynb", "{\"cells\": [{\"source\": [\n \"!codecov \\\\\\n\",\n \"  -f a.xml \\\\\\n\",\n \"  -t KEY\\n\"\n]}]}", UploadToken, "-t of the Codecov uploader"},
	{"a.json", "{\"run\": \"codecov \\\\\\n  -f a.xml \\\\\\n  -t KEY\\n\"}", UploadToken, "-t of the Codecov uploader"},
	{"a.go", "const s = \"steps:\\n- uses: codecov/codecov-action@v4\\n  with:\\n    token: KEY\\n\"\n", UploadToken, "token of codecov/codecov-action"},
	{"a.json", "{\"x\": \"{\\\"codecov\\\": {\\\"flags\\\": [], \\\"token\\\": \\\"KEY\\\"}}\"}", UploadToken, "token of codecov"},
	{"fix.patch", "--- a/.github/workflows/ci.yml\n+++ b/.github/workflows/ci.yml\n@@ -1,2 +1,4 @@\n steps:\n   - uses: codecov/codecov-action@v4\n+    with:\n+      token: KEY\n", UploadToken, "token of codecov/codecov-action"},
	{"fix.diff", "@@ -1,3 +1,2 @@\n codecov:\n-  token: KEY\n   notify: {}\n", UploadToken, "token of codecov"},
	{"page.html", "<table><tr><td>CODECOV_TOKEN</td>\n<td><span class=\"s\">KEY</span></td></tr></table>", UploadToken, "CODECOV_TOKEN"},
	{"page.html", "<pre><span class=\"nt\">codecov</span><span>:</span>\n  <span class=\"nt\">token</span>: <span>KEY</span></pre>", UploadToken, "token of codecov"},
	{"page.html", "<p>CODECOV_TOKEN=&quot;KEY&quot;</p>", UploadToken, "value of CODECOV_TOKEN"},
	{"up.sh", "curl 'https://example.com/?next=https%3A%2F%2Fcodecov.io%2Fupload%2Fv2%3Ftoken%3DKEY'\n", UploadToken, "token"},
	{"fix.patch", "+++ b/package-lock.json\n@@ -1 +1 @@\n+  \"codecov\": {\n+    \"integrity\": \"sha1-HEX40\"\n+  }\n", none, ""},
	{"page.html", "<p>Codecov</p><p>Build KEY</p>", none, ""},
}
