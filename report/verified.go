package report

import (
	"errors"
	"slices"

	"github.com/covkey/covkey/detector"
)

// Verified is what Codecov says of a key.
type Verified struct {
	Result string        // live, dead or unknown
	As     detector.Kind // what a live key works as
	Host   string
	Reason string
}

// verified tells it in one line.
func (f Finding) verified() string {
	v := f.Verified
	text := v.Result + " at " + v.Host
	if v.Result == "unknown" {
		text = v.Result
	}
	if v.Result == "live" && v.As != f.Kind {
		text += " as a " + v.As.Title()
	}
	return text + ": " + v.Reason
}

type jsonVerified struct {
	Result string `json:"result"`
	As     string `json:"as,omitempty"`
	Host   string `json:"host"`
	Reason string `json:"reason"`
}

func jsonVerifiedOf(v *Verified) *jsonVerified {
	if v == nil {
		return nil
	}
	j := &jsonVerified{Result: v.Result, Host: escapeInvalid(v.Host), Reason: escapeInvalid(v.Reason)}
	if v.Result == "live" {
		j.As = string(v.As)
	}
	return j
}

func (in *jsonVerified) read() (*Verified, error) {
	if in == nil {
		return nil, nil
	}
	v := &Verified{Result: in.Result, As: detector.Kind(in.As), Host: outside(in.Host), Reason: outside(in.Reason)}
	switch {
	case !slices.Contains([]string{"live", "dead", "unknown"}, v.Result):
		return nil, errors.New("verified.result: want live, dead or unknown")
	case v.Result == "live" && v.As.Title() == "":
		return nil, errors.New("verified.as: no kind that this covkey knows")
	}
	return v, nil
}
