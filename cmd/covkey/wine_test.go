//go:build unix

package main

import (
	"bytes"
	"context"
	"debug/pe"
	bin "encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestWindows runs the program for Windows under Wine, on a repository that git made,
// and without a git.exe: what hooks do needs none.
func TestWindows(t *testing.T) {
	t.Parallel()
	beside(t, "Wine")
	wine := findWine()
	if wine == "" {
		t.Skip("wine64 is not installed")
	}
	w := newWindows(t, wine)
	repo := filepath.Join(w.dir, "My Repo")
	w.must("git", "init", "-q", repo)
	w.write("My Repo/src/ci.sh", "CODECOV_TOKEN=$CODECOV_TOKEN\r\n")
	w.must("git", "-C", repo, "add", ".")
	w.must("git", "-C", repo, "-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "-q", "-m", "one")
	windowsPath := `Z:` + strings.ReplaceAll(repo, "/", `\`)
	w.run(0, "covkey ", "version")
	w.run(0, "", "-C", windowsPath, "hook", "pre-commit")
	key := newKey()
	w.write("My Repo/src/ci.sh", "CODECOV_TOKEN="+key+"\r\n")
	w.run(1, "ci.sh:1:15", "scan", "files", windowsPath+`\src\ci.sh`)
	w.run(0, "", "-C", windowsPath, "hook", "pre-commit")
	w.must("git", "-C", repo, "add", ".")
	w.run(1, "src/ci.sh:1:15", "-C", windowsPath, "hook", "pre-commit")
	w.run(1, "src/ci.sh:1:15", "-C", windowsPath+`\src`, "scan", "staged")
	w.write("My Repo/.covkey.yaml", "version: 1\r\nexclude:\r\n  - path: /src/\r\n    reason: a test\r\n")
	w.run(0, "", "-C", windowsPath, "hook", "pre-commit")
	w.run(2, "git program was not found", "-C", windowsPath, "scan", "commits", "HEAD")
}

func findWine() string {
	for _, name := range []string{"wine64", "/usr/lib/wine/wine64", "wine"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// windows is a folder with covkey.exe and a Wine of its own.
type windows struct {
	t         *testing.T
	dir, wine string
	env       []string
}

func newWindows(t *testing.T, wine string) windows {
	t.Helper()
	w := windows{t: t, dir: t.TempDir(), wine: wine}
	w.env = append(os.Environ(), "WINEPREFIX="+filepath.Join(w.dir, "wine"), "WINEDEBUG=-all", "DISPLAY=",
		"WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=;bcryptprimitives=n", "GIT_CONFIG_NOSYSTEM=1", "HOME="+w.dir)
	build := exec.Command("go", "build", "-o", filepath.Join(w.dir, "covkey.exe"), ".")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() {
		// The server outlives the programs for a while, and writes into the folder.
		server := exec.Command(filepath.Join(filepath.Dir(wine), "wineserver"), "-k")
		server.Env = w.env
		_ = server.Run() // where it is elsewhere it ends by itself
	})
	w.try("wineboot", "--init")
	w.write("wine/drive_c/windows/system32/bcryptprimitives.dll", string(forwardingDLL("bcryptprimitives.dll", "ProcessPrng", "advapi32.SystemFunction036")))
	return w
}

func (w windows) write(name, text string) {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

func (w windows) must(args ...string) {
	w.t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("%v: %v: %s", args, err, out)
	}
}

// try runs a program of Windows.
func (w windows) try(args ...string) (int, string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.wine, args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	cmd.WaitDelay = 10 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	_ = cmd.Run() // the code is the result
	if ctx.Err() != nil {
		w.t.Fatalf("%v hangs: %s", args, out.String())
	}
	return cmd.ProcessState.ExitCode(), out.String()
}

// run runs covkey.exe.
func (w windows) run(code int, says string, args ...string) {
	w.t.Helper()
	got, out := w.try(slices.Concat([]string{filepath.Join(w.dir, "covkey.exe")}, args)...)
	if got != code || !strings.Contains(out, says) {
		w.t.Errorf("covkey %q: exit %d, want %d and %q:\n%s", args, got, code, says, out)
	}
}

// forwardingDLL is a library for Windows on amd64 whose one function is another's: Go
// wants bcryptprimitives.dll, which Wine has since version 9. It has no code, only the
// table of what it exports, in which the function's place holds the name of the other.
func forwardingDLL(name, function, to string) []byte {
	const fileAlign, section = 0x200, 0x1000
	// The directory of exports, and behind it the tables and names that it points to.
	const addresses, names, ordinals, text = section + 40, section + 44, section + 48, section + 50
	strs := name + "\x00" + function + "\x00" + to + "\x00"
	at := func(s string) uint32 { return text + uint32(strings.Index(strs, s+"\x00")) }
	exports := []any{
		[]uint32{0, 0, 0, at(name), 1, 1, 1, addresses, names, ordinals, at(to), at(function)}, uint16(0), []byte(strs),
	}
	size := uint32(bin.Size(exports[0]) + 2 + len(strs))
	optional := pe.OptionalHeader64{
		Magic: 0x20b, SizeOfInitializedData: fileAlign, ImageBase: 0x180000000,
		SectionAlignment: section, FileAlignment: fileAlign, SizeOfImage: 2 * section, SizeOfHeaders: fileAlign,
		MajorOperatingSystemVersion: 6, MajorSubsystemVersion: 6,
		Subsystem: pe.IMAGE_SUBSYSTEM_WINDOWS_CUI, DllCharacteristics: pe.IMAGE_DLLCHARACTERISTICS_NX_COMPAT,
		NumberOfRvaAndSizes: 16,
	}
	optional.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT] = pe.DataDirectory{VirtualAddress: section, Size: size}
	dos := make([]byte, 0x40)
	copy(dos, "MZ")
	dos[0x3c] = 0x40
	var file bytes.Buffer
	for _, part := range append([]any{
		dos, []byte("PE\x00\x00"),
		pe.FileHeader{
			Machine: pe.IMAGE_FILE_MACHINE_AMD64, NumberOfSections: 1, SizeOfOptionalHeader: uint16(bin.Size(optional)),
			Characteristics: pe.IMAGE_FILE_EXECUTABLE_IMAGE | pe.IMAGE_FILE_LARGE_ADDRESS_AWARE | pe.IMAGE_FILE_DLL,
		},
		optional,
		pe.SectionHeader32{
			Name: [8]uint8{'.', 'e', 'd', 'a', 't', 'a'}, VirtualSize: size, VirtualAddress: section,
			SizeOfRawData: fileAlign, PointerToRawData: fileAlign,
			Characteristics: pe.IMAGE_SCN_CNT_INITIALIZED_DATA | pe.IMAGE_SCN_MEM_READ,
		},
		make([]byte, fileAlign-0x40-4-20-240-40),
	}, exports...) {
		if err := bin.Write(&file, bin.LittleEndian, part); err != nil {
			panic(err) // all parts have a fixed size
		}
	}
	return append(file.Bytes(), make([]byte, 2*fileAlign-file.Len())...)
}
