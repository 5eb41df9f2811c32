package install

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Since 2.54 git also runs hooks that its configuration names: hook.<name>.command at
// each hook.<name>.event. The arguments are appended and standard input is passed on,
// so they serve as scripts do, beside whatever is in the hooks folder.
// Source: git-hook(1).

// ErrNoConfigHooks tells that git would not run hooks from its configuration.
var ErrNoConfigHooks = errors.New("this git runs no hooks from its configuration, which came with git 2.54: install without --git-config")

// configHook names the section of a hook.
func configHook(hook string) string { return "hook.covkey-" + hook }

// knowsConfigHooks asks git itself: older ones have no "git hook list".
func (o Options) knowsConfigHooks(ctx context.Context) (bool, error) {
	_, err := o.git(ctx, o.Dir, "hook", "list", "pre-commit")
	var exit *exec.ExitError
	switch {
	case err == nil:
		return true, nil
	case errors.As(err, &exit) && exit.ExitCode() == 1: // none is configured
		return true, nil
	case errors.As(err, &exit) && exit.ExitCode() == 129: // git's way to say "usage"
		return false, nil
	}
	return false, err
}

func (o Options) configScope() string {
	if o.Global {
		return "--global"
	}
	return "--local"
}

// InstallConfig puts covkey into git's configuration instead of the hooks folder.
func InstallConfig(ctx context.Context, o Options) (Outcome, error) {
	if err := o.CheckNames(); err != nil {
		return Outcome{}, err
	}
	known, err := o.knowsConfigHooks(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if !known {
		return Outcome{}, ErrNoConfigHooks
	}
	var out Outcome
	for _, hook := range o.names() {
		command := shellQuote(filepath.ToSlash(o.Binary)) + " hook " + hook
		now, set, err := o.config(ctx, o.Dir, o.configScope(), "--get", configHook(hook)+".command")
		if err != nil {
			return out, err
		}
		event, _, err := o.config(ctx, o.Dir, o.configScope(), "--get-all", configHook(hook)+".event")
		if err != nil {
			return out, err
		}
		text := "installed"
		switch {
		case set && now == command && event == hook:
			out.Actions = append(out.Actions, Action{hook, configHook(hook), "already installed"})
			continue
		case set:
			text = "updated"
		}
		for _, pair := range [][2]string{{".command", command}, {".event", hook}} {
			if _, err := o.git(ctx, o.Dir, "config", o.configScope(), "--replace-all", configHook(hook)+pair[0], pair[1]); err != nil {
				return out, fmt.Errorf("hook %s: %w", hook, err)
			}
		}
		out.Actions = append(out.Actions, Action{hook, configHook(hook), text})
	}
	return out, nil
}

// uninstallConfig takes covkey's sections out of git's configuration.
func (o Options) uninstallConfig(ctx context.Context) (actions []Action, err error) {
	list, set, err := o.config(ctx, o.Dir, o.configScope(), "--get-regexp", configured)
	if err != nil || !set {
		return nil, err
	}
	for line := range strings.SplitSeq(list, "\n") {
		hook := configuredHook(line)
		if !slices.Contains(Supported, hook) {
			continue
		}
		if _, err := o.git(ctx, o.Dir, "config", o.configScope(), "--remove-section", configHook(hook)); err != nil {
			return actions, fmt.Errorf("hook %s: %w", hook, err)
		}
		actions = append(actions, Action{hook, configHook(hook), "removed from git's configuration"})
	}
	return actions, nil
}

// configured matches the settings that run covkey.
const configured = `^hook\.covkey-.*\.command$`

// configuredHook is the hook that a line of such settings is about.
func configuredHook(line string) string {
	key, _, _ := strings.Cut(line, " ")
	return strings.TrimSuffix(strings.TrimPrefix(key, "hook.covkey-"), ".command")
}

// checkConfig says which hooks git's configuration runs covkey at.
func (o Options) checkConfig(ctx context.Context, dir string) (hooks map[string]string, problems []string, err error) {
	list, set, err := o.config(ctx, dir, "--get-regexp", configured)
	if err != nil || !set {
		return nil, nil, err
	}
	known, err := o.knowsConfigHooks(ctx)
	if err != nil {
		return nil, nil, err
	}
	if !known {
		return nil, []string{"covkey is in git's configuration (hook.covkey-…), but this git runs no hooks from there, which came with git 2.54; run: covkey install"}, nil
	}
	hooks = map[string]string{}
	for line := range strings.SplitSeq(list, "\n") {
		hook := configuredHook(line)
		enabled, _, err := o.config(ctx, dir, "--type=bool", "--get", configHook(hook)+".enabled")
		if err != nil {
			return nil, nil, err
		}
		if enabled == "false" {
			problems = append(problems, configHook(hook)+".enabled is false, so git does not run it")
			continue
		}
		_, hooks[hook], _ = strings.Cut(line, " ")
	}
	return hooks, problems, nil
}
