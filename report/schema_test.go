package report

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas are the published rules of the formats that have one in JSON; the README
// beside them says where they are from.
var schemas = map[string]string{
	"json":   "docs/schema/report-v1.json",
	"sarif":  "testdata/schema/sarif-2.1.0.json",
	"gitlab": "testdata/schema/gitlab-secret-detection-15.json",
}

func compileSchemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	compiled := map[string]*jsonschema.Schema{}
	for format, file := range schemas {
		compiler := jsonschema.NewCompiler()
		compiler.AssertFormat() // uri, date-time: else they are comments
		schema, err := compiler.Compile(filepath.Join("..", filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		compiled[format] = schema
	}
	return compiled
}

func checkJSON(t *testing.T, name, document string, schema *jsonschema.Schema) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	if err != nil {
		t.Errorf("%s: %v", name, err)
	} else if err := schema.Validate(value); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// TestSchemas: every report of every kind is what the programs that read it ask for.
func TestSchemas(t *testing.T) {
	t.Parallel()
	reports := samples(t)
	for name, r := range hostileReports(t) {
		reports[name] = r
	}
	reports["nothing is known"] = Report{}
	compiled := compileSchemas(t)
	for name, r := range reports {
		for format, schema := range compiled {
			checkJSON(t, name+" as "+format, print(t, r, format, false, false), schema)
		}
	}
	t.Run("junit", func(t *testing.T) {
		t.Parallel()
		checkJUnit(t, reports)
	})
}

// TestSchemasRefuse: the schemas are not empty words.
func TestSchemasRefuse(t *testing.T) {
	t.Parallel()
	compiled := compileSchemas(t)
	r := samples(t)["push"]
	for format, change := range map[string][2]string{
		"json":   {`"line":2`, `"line":0`},
		"sarif":  {`"level":"error"`, `"level":"fatal"`},
		"gitlab": {`"status":"success"`, `"status":"green"`},
	} {
		broken := strings.Replace(print(t, r, format, false, false), change[0], change[1], 1)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
		if err != nil {
			t.Fatal(err)
		}
		if compiled[format].Validate(value) == nil {
			t.Errorf("%s: %s is let pass", format, change[1])
		}
	}
}

// checkJUnit reads the documents with Go's strict reader, which knows what characters
// XML has, and holds them against the schema with libxml's program.
func checkJUnit(t *testing.T, reports map[string]Report) {
	dir := t.TempDir()
	var files []string
	for name, r := range reports {
		document := print(t, r, "junit", false, false)
		if err := readXML(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.xml", len(files)))
		if err := os.WriteFile(file, []byte(document), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("COVKEY_TEST_ALL") != "" {
			t.Fatal("xmllint is not installed (Debian: libxml2-utils)")
		}
		t.Skip("xmllint is not installed (Debian: libxml2-utils)")
	}
	schema := filepath.Join("..", "testdata", "schema", "junit.xsd")
	out, err := exec.Command(xmllint, append([]string{"--nonet", "--noout", "--schema", schema}, files...)...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func readXML(document string) error {
	for d := xml.NewDecoder(strings.NewReader(document)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// TestDocumentedExamples: the JSON that the documentation shows is a report.
func TestDocumentedExamples(t *testing.T) {
	t.Parallel()
	schema := compileSchemas(t)["json"]
	for _, page := range []string{"README.md", "docs/formats.md"} {
		text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(page)))
		if err != nil {
			t.Fatal(err)
		}
		shown := 0
		for line := range strings.Lines(string(text)) {
			if document, ok := strings.CutPrefix(line, `    {"version":1,`); ok {
				checkJSON(t, page, `{"version":1,`+document, schema)
				shown++
			}
		}
		if shown == 0 {
			t.Errorf("%s shows no report", page)
		}
	}
}
