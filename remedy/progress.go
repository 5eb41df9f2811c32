package remedy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Progress is how far somebody got with a checklist. It has no key in it.
type Progress struct {
	Version     int               `json:"version"`
	Kind        string            `json:"kind"`
	Fingerprint string            `json:"fingerprint,omitempty"`
	Started     time.Time         `json:"started"`
	Tasks       map[string]Answer `json:"tasks"`
}

// Answer is what was said of a task.
type Answer struct {
	State string    `json:"state"`
	At    time.Time `json:"at"`
}

// What can be said of a task.
const (
	Done    = "done"
	Skipped = "skipped"
)

const progressVersion = 1

// NewProgress begins.
func (c Case) NewProgress() Progress {
	p := Progress{Version: progressVersion, Kind: c.Key.Kind, Started: c.Now.UTC().Truncate(time.Second), Tasks: map[string]Answer{}}
	if c.Exposure != nil {
		p.Fingerprint = string(c.Exposure.Fingerprint)
	}
	return p
}

// Errors of a state file.
var (
	ErrOtherKey  = errors.New("it is about another key")
	ErrNoState   = errors.New("it is no state of covkey remediate")
	ErrNewerForm = errors.New("a newer covkey wrote it")
)

// ReadProgress reads what Marshal wrote, and checks that it is about this case.
func (c Case) ReadProgress(data []byte) (Progress, error) {
	var p Progress
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		return p, fmt.Errorf("%w: %w", ErrNoState, err)
	}
	switch fresh := c.NewProgress(); {
	case p.Version > progressVersion:
		return p, ErrNewerForm
	case p.Version < 1:
		return p, ErrNoState
	case p.Kind != fresh.Kind || p.Fingerprint != fresh.Fingerprint:
		return p, ErrOtherKey
	}
	if p.Tasks == nil {
		p.Tasks = map[string]Answer{}
	}
	for id, a := range p.Tasks {
		if a.State != Done && a.State != Skipped {
			return p, fmt.Errorf("%w: task %q", ErrNoState, id)
		}
	}
	return p, nil
}

// Marshal is the state file's content.
func (p Progress) Marshal() ([]byte, error) {
	data, err := json.MarshalIndent(p, "", "  ")
	return append(data, '\n'), err
}
