package install

import (
	"bytes"
	"slices"
	"testing"
)

// FuzzIdentify: any bytes may stand in a hooks folder; what is taken for a whole
// script of ours is one to the byte; what install recorded is read back; and every
// edit of a script shows.
func FuzzIdentify(f *testing.F) {
	for i, path := range oddPaths {
		text := script{Supported[i%len(Supported)], scopeRepository, path}.text()
		f.Add(text, path, uint8(i), i*97, uint8(i), []byte("x"))
	}
	forwarder := script{hook: "update", scope: scopeGlobal}.text()
	f.Add(forwarder, "", uint8(1), 3, uint8(0), []byte("#"))
	// The marker's line moved to another place.
	line := bytes.SplitAfter(forwarder, []byte("\n"))[2]
	f.Add(append(slices.Clone(line), bytes.Replace(forwarder, line, nil, 1)...), "/x", uint8(2), 0, uint8(1), []byte{})
	f.Fuzz(func(t *testing.T, text []byte, binary string, which uint8, at int, cut uint8, insert []byte) {
		checkIdentity(t, text)
		scopes := []scope{scopeRepository, scopeGlobal}
		s := script{Supported[int(which)%len(Supported)], scopes[int(which)/len(Supported)%len(scopes)], binary}
		whole := s.text()
		want := identity{ours: true, version: ScriptVersion, hook: s.hook, scope: s.scope, binary: binary}
		if id := identify(whole); id != want {
			t.Fatalf("%+v is read back as %+v", s, id)
		}
		at = int(uint(at) % uint(len(whole)+1))
		end := min(at+int(cut), len(whole))
		edited := slices.Concat(whole[:at], insert, whole[end:])
		if id := identify(edited); id.ours && !id.edited && !bytes.Equal(edited, whole) {
			t.Fatalf("bytes %d to %d replaced by %q: the edit does not show", at, end, insert)
		}
	})
}

// checkIdentity: a script that counts as whole is what this covkey would have
// written around the same lines.
func checkIdentity(t *testing.T, text []byte) {
	t.Helper()
	id := identify(text)
	if !id.ours || id.edited || id.version != ScriptVersion {
		return
	}
	at := marker().FindIndex(text)
	body := string(text[:at[0]]) + string(text[at[1]:])
	if again := mark(body, id.scope); !bytes.Equal(again, text) {
		t.Fatalf("taken for a whole script:\n%q\nit would be:\n%q", text, again)
	}
}
