package main

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// TestLinks: every link of every page leads to a file and a heading that are there;
// what is outside is checked for its form alone.
func TestLinks(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Skip("the files are not in a git repository: ", err)
	}
	pages := map[string]linked{}
	for _, name := range strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if strings.Contains(name, "testdata/") {
			continue // what a test compares, hostile names in it
		}
		data, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // taken away, and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = readPage(string(data))
	}
	links := 0
	for name, p := range pages {
		for _, link := range p.links {
			links++
			u, err := url.Parse(link)
			switch {
			case err != nil:
				t.Errorf("%s: %v", name, err)
			case u.Scheme == "https" && u.Host != "" || u.Scheme == "mailto":
			case u.Scheme != "":
				t.Errorf("%s: %s: https is wanted", name, link)
			default:
				target := name
				if u.Path != "" {
					target = filepath.ToSlash(filepath.Join(filepath.Dir(name), u.Path))
				}
				if _, err := os.Stat(filepath.Join(root, target)); err != nil {
					t.Errorf("%s: %s: there is no such file", name, link)
				} else if u.Fragment != "" && !pages[target].anchors[u.Fragment] {
					t.Errorf("%s: %s: there is no such heading", name, link)
				}
			}
		}
	}
	if len(pages) < 5 || links < 20 {
		t.Errorf("%d pages, %d links: are they read?", len(pages), links)
	}
}

// TestThreatModelNamesTests: what the threat model says is shown by tests that are there.
func TestThreatModelNamesTests(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	data, err := os.ReadFile(filepath.Join(root, "docs", "threat-model.md"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "*", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var sources strings.Builder
	for _, file := range append(files, own...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources.Write(text)
	}
	for _, name := range regexp.MustCompile(`\b(?:Test|Benchmark)[A-Z]\w+`).FindAllString(string(data), -1) {
		if !strings.Contains(sources.String(), "func "+name+"(") {
			t.Errorf("there is no %s", name)
		}
	}
	for _, name := range regexp.MustCompile(`[\w*]+\.txtar`).FindAllString(string(data), -1) {
		if found, err := filepath.Glob(filepath.Join(root, "testdata", "script", name)); err != nil || len(found) == 0 {
			t.Errorf("there is no %s", name)
		}
	}
}

// page is what of a Markdown file is about links.
type linked struct {
	links   []string
	anchors map[string]bool
}

var (
	inlineLink = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)`)
	namedLink  = regexp.MustCompile(`^\[[^\]]+\]: <?(\S+?)>?$`)
	heading    = regexp.MustCompile(`^#{1,6} +(.*?) *#*$`)
	codeSpan   = regexp.MustCompile("`[^`]*`")
	linkText   = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// readPage leaves out what is shown as code.
func readPage(text string) linked {
	p := linked{anchors: map[string]bool{}}
	fence := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimLeft(line, " ")
		if fence != "" {
			if strings.HasPrefix(trimmed, fence) {
				fence = ""
			}
			continue
		}
		if fence = fenceOf(trimmed); fence != "" {
			continue
		}
		if strings.HasPrefix(line, "    ") {
			continue
		}
		if h := heading.FindStringSubmatch(line); h != nil {
			p.addAnchor(anchor(h[1]))
		}
		line = codeSpan.ReplaceAllString(line, "``")
		for _, link := range inlineLink.FindAllStringSubmatch(line, -1) {
			p.links = append(p.links, link[1])
		}
		if link := namedLink.FindStringSubmatch(line); link != nil {
			p.links = append(p.links, link[1])
		}
	}
	return p
}

// fenceOf is the mark with which a line begins a block of code; empty for none.
func fenceOf(line string) string {
	for _, c := range []string{"`", "~"} {
		if mark := line[:len(line)-len(strings.TrimLeft(line, c))]; len(mark) >= 3 {
			return mark
		}
	}
	return ""
}

// addAnchor numbers headings that are there twice.
func (p linked) addAnchor(name string) {
	unique := name
	for n := 1; p.anchors[unique]; n++ {
		unique = name + "-" + string(rune('0'+n))
	}
	p.anchors[unique] = true
}

// anchor is what GitHub makes of a heading: letters, digits, hyphens and underscores
// in lower case, spaces as hyphens.
func anchor(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(linkText.ReplaceAllString(heading, "$1")) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}
