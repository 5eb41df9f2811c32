package main

// This file is what differs when covkey stands on a server: whose settings count, and
// what the person who pushed is told.

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/covkey/covkey/config"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/hook"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

// targetSettings reads the settings that count for the refs of a push: .covkey.yaml as the
// branch has it on the server, never as the push would have it.
type targetSettings struct {
	repo  *gitrepo.Repository
	base  scan.Policy
	flags flags
	known map[gitrepo.ID]hook.Settings // by the commit that has the file
	notes []string
}

func (t *targetSettings) of(ctx context.Context, target hook.Target) (hook.Settings, error) {
	if known, ok := t.known[target.Settings]; ok {
		return known, nil
	}
	name := config.Name + " of " + target.Name + " on the server"
	cfg, key := config.Default(), ""
	data, err := t.file(ctx, target.Settings)
	if err == nil && data != nil {
		key = string(data)
		cfg, err = config.Parse(name, data, time.Now())
	} else if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	if err != nil {
		if ctx.Err() != nil || !t.corrects(ctx, target) {
			return hook.Settings{}, withHint(err, "correct the file in a push of its own: the settings that count for that push allow nothing")
		}
		// Whoever corrects the file must get it onto the server.
		t.notes = append(t.notes, err.Error()+"; this push corrects that, and nothing in it is allowed or left out meanwhile")
		cfg, key = config.Default(), "none"
		cfg.RequireReason = true
	}
	p, err := policy(cfg, t.flags)
	if err != nil {
		return hook.Settings{}, err
	}
	p.Progress = t.base.Progress
	settings := hook.Settings{Key: key, Policy: p}
	if key != "none" { // which depends on what is pushed to that branch
		t.known[target.Settings] = settings
	}
	return settings, nil
}

// file is the content of the file in a commit, nil for none.
func (t *targetSettings) file(ctx context.Context, commit gitrepo.ID) ([]byte, error) {
	if commit.IsZero() {
		return nil, nil
	}
	data, err := t.repo.FileIn(ctx, commit, config.Name)
	if errors.Is(err, gitrepo.ErrNotFound) {
		return nil, nil
	}
	if err == nil && data == nil {
		data = []byte{}
	}
	return data, err
}

// corrects reports whether the commit that is pushed has a file without a fault, or none.
func (t *targetSettings) corrects(ctx context.Context, target hook.Target) bool {
	if target.New.IsZero() {
		return false
	}
	data, err := t.file(ctx, target.New)
	if err == nil {
		_, err = config.Parse(config.Name, data, time.Now())
	}
	return err == nil
}

// adviseReceived adds to a report what the person who pushed can do.
func (s *session) adviseReceived(r *report.Report, set settings, result *scan.Result) {
	for _, id := range result.Basis.After {
		r.Tips = append(r.Tips, id.String())
	}
	ignored := set.policy.Detector.IgnoreAnnotations
	annotated := 0
	for _, f := range r.Findings {
		if ignored && f.AllowedBy != "" {
			annotated++
		}
	}
	if annotated > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%s under an allow annotation, of which this server takes no notice (--ignore-annotations)", plural(annotated, "key")))
	}
	switch ofBranch := set.source.name == config.Name; {
	case !ignored:
		r.Allow = "write covkey:allow and the reason on its line in that commit, or ask the operators of this server"
	case ofBranch:
		r.Allow = "have its value allowed in " + config.Name + " on the server first, by a push of its own"
	default:
		r.Allow = "ask the operators of this server to allow its value"
	}
}
