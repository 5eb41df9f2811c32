package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/verify"
)

const groupVerify = "Verification"

// verifyFlags are those of every scan that a person starts. A hook has none of them: no
// commit or push waits for the network, and none tells it anything.
func verifyFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "verify", Category: groupVerify, Usage: "ask Codecov whether each key that is found still works; the keys go to that server and nowhere else"},
		&cli.StringFlag{Name: "codecov-url", Category: groupVerify, Usage: "the Codecov to ask is at `URL`, for a self-hosted one"},
	}
}

// scanFlags are the flags of every scan.
func scanFlags() []cli.Flag { return append(commonFlags(), verifyFlags()...) }

// verification is what --verify needs: whom to ask, and the keys as they are found.
type verification struct {
	client verify.Client
	keys   *verify.Keys
}

// verification gives what the flags ask for, nil for nothing.
func (s *session) verification(fl flags) (*verification, error) {
	if fl.asking != nil {
		return fl.asking, nil
	}
	if !fl.verify {
		if fl.codecovURL != "" {
			return nil, usage("--codecov-url says whom --verify asks, and --verify is missing")
		}
		return nil, nil
	}
	server, err := s.codecov(fl.codecovURL)
	if err != nil {
		return nil, err
	}
	return &verification{
		client: verify.Client{
			Server: server, Agent: "covkey/" + thisBuild().Version, Env: s.env,
			Timeout: verify.UsualTimeout, Pause: verify.UsualPause,
		},
		keys: &verify.Keys{},
	}, nil
}

// codecov is the server that the flag names, or a variable that Codecov's own programs
// use: CODECOV_API_URL as its server and plugins call it, CODECOV_URL as its uploaders
// do (codecov-bash, codecov:1029; codecov-node, lib/codecov.js:251; codecov-python,
// codecov/__init__.py:443). Its CLI reads none (codecov_cli/main.py:45). No file of the
// repository has a say: whoever writes one could have the keys sent to himself.
func (s *session) codecov(named string) (verify.Server, error) {
	env := s.environ()
	from, address := "--codecov-url", named
	if address == "" {
		from, address = "CODECOV_API_URL", env.Get("CODECOV_API_URL")
	}
	if address == "" {
		from, address = "CODECOV_URL", env.Get("CODECOV_URL")
	}
	if address == "" {
		return verify.Hosted(), nil
	}
	server, err := verify.ParseServer(address)
	if err != nil {
		return verify.Server{}, usage("%s: %w", from, err)
	}
	return server, nil
}

// ask adds to the findings what Codecov says of them, where it is to be asked.
func (v *verification) ask(ctx context.Context, r *report.Report) error {
	if v == nil {
		return nil
	}
	defer v.keys.Wipe()
	if len(r.Findings) == 0 {
		return nil
	}
	found := make([]detector.Finding, 0, len(r.Findings))
	for _, f := range r.Findings {
		found = append(found, f.Finding)
	}
	answers, err := v.client.Ask(ctx, v.keys, found)
	if err != nil {
		return err
	}
	for i, f := range r.Findings {
		a := answers[f.Fingerprint]
		r.Findings[i].Verified = &report.Verified{Result: string(a.Result), As: cmp.Or(a.As, f.Kind), Host: a.Host, Reason: a.Reason}
	}
	counted := map[verify.Result]int{}
	for _, a := range answers {
		counted[a.Result]++
	}
	r.Notes = append(r.Notes, fmt.Sprintf("%s asked about at %s: %d live, %d dead, %d unknown",
		plural(len(answers), "key"), v.client.Server.Host, counted[verify.Live], counted[verify.Dead], counted[verify.Unknown]))
	return nil
}
