package verify

import (
	"bytes"
	"sync"

	"github.com/covkey/covkey/detector"
)

// Keys holds the values of findings from the moment at which they are found until
// they were asked about. It is made only when somebody asks for that.
type Keys struct {
	mu    sync.Mutex
	found map[detector.Fingerprint]key
}

type key struct {
	value []byte // canonical
	url   string // what stands before the value in a URL
}

// Take is what detector.Options.Reveal wants; safe for concurrent use.
func (k *Keys) Take(f detector.Finding, value []byte, url string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, have := k.found[f.Fingerprint]; have {
		return
	}
	if k.found == nil {
		k.found = map[detector.Fingerprint]key{}
	}
	k.found[f.Fingerprint] = key{bytes.Clone(value), url}
}

func (k *Keys) of(fp detector.Fingerprint) (key, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.found[fp]
	return v, ok
}

// Wipe overwrites the values and forgets them.
func (k *Keys) Wipe() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, v := range k.found {
		clear(v.value)
	}
	k.found = nil
}

// String and GoString keep a key out of what is printed by mistake.
func (key) String() string   { return "(a key)" }
func (key) GoString() string { return "(a key)" }
