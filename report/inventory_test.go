package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/covkey/covkey/inventory"
)

func sampleInventory(t *testing.T) Inventory {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("..", "inventory", "testdata", "uses.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	i := Inventory{Branches: 3}
	for _, f := range archive.Files {
		for n, u := range inventory.Scan(f.Name, f.Data) {
			use := Use{Use: u, Branches: []string{"main"}}
			if n%2 == 0 {
				use.Branches = append(use.Branches, "next", "origin/main")
			}
			i.Uses = append(i.Uses, use)
		}
	}
	return i
}

// TestInventory: each form, as it is kept.
func TestInventory(t *testing.T) {
	schema := jsonschema.NewCompiler()
	schema.AssertFormat()
	compiled, err := schema.Compile(filepath.Join("..", "docs", "schema", "inventory-v1.json"))
	if err != nil {
		t.Fatal(err)
	}
	hostile := inventory.Scan(".github/workflows/\x1b[31mx\n::error::y.yml", []byte("name: \"a | b `c` <script>@team ##[error]\"\njobs:\n  \"j\\u202e\":\n    steps:\n    - name: '[x](http://evil)'\n      uses: codecov/codecov-action@v5\n      with: {token: \"${{ secrets.X }}\"}\n"))
	if len(hostile) != 1 {
		t.Fatalf("%d uses", len(hostile))
	}
	for name, i := range map[string]Inventory{
		"full": sampleInventory(t), "none": {}, "failed": {Errors: []string{"a.sh: cannot be read"}}, "hostile": {Uses: []Use{{Use: hostile[0]}}},
	} {
		for _, format := range InventoryFormats() {
			var b bytes.Buffer
			if err := i.Print(&b, format, Options{}); err != nil {
				t.Fatal(err)
			}
			if strings.ContainsAny(b.String(), "\x1b\u202e\r") || strings.Contains(b.String(), "\n::") || format != "json" && strings.Contains(b.String(), "##[") {
				t.Errorf("%s as %s: a terminal or a CI obeys something in it: %q", name, format, b.String())
			}
			if format == "json" {
				checkJSON(t, name, b.String(), compiled)
			}
			keepInventory(t, name+"."+map[string]string{"text": "txt", "json": "json", "markdown": "md"}[format], b.Bytes())
		}
	}
}

func keepInventory(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "inventory_"+name)
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")), got) {
		t.Errorf("%s is not what it was; look at the difference, then -update:\n%s", name, got)
	}
}
