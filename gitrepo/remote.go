package gitrepo

import (
	"bytes"
	"context"
	"slices"
	"strings"
)

// remote is what the configuration says of one remote.
type remote struct {
	urls  []string // url and pushurl
	fetch []string // where fetched refs go: the right sides of its refspecs
}

// Tracking lists the remote-tracking refs of one remote, given as git gives it to
// pre-push: by name, or by URL when the push names none. A URL that a configured
// remote has is that remote. Refs that another remote may have written as well
// are left out: what only another remote has is not known to this one.
func (r *Repository) Tracking(ctx context.Context, name, url string) ([]Ref, error) {
	remotes, err := r.remotes(ctx, name)
	if err != nil {
		return nil, err
	}
	var own, others []string
	for n, rem := range remotes {
		// The name decides where it names a remote; else all remotes at that URL.
		same := n == name
		if _, named := remotes[name]; !named {
			same = contains(rem.urls, url) || contains(rem.urls, name)
		}
		if same {
			own = append(own, rem.fetch...)
		} else {
			others = append(others, rem.fetch...)
		}
	}
	// A mirror's refs/* covers what only the user writes (refs/stash and the like).
	own = slices.DeleteFunc(own, func(to string) bool { return to == "refs/*" })
	if len(own) == 0 {
		return nil, nil
	}
	all, err := r.reader.Refs(ctx, refsFolder(own))
	if err != nil {
		return nil, err
	}
	var refs []Ref
	for _, ref := range all {
		if matchesAny(own, ref.Name) && !matchesAny(others, ref.Name) && !isLocal(ref.Name) {
			refs = append(refs, ref)
		}
	}
	return refs, nil
}

// refsFolder is the folder of refs, with its slash, that all right sides of refspecs stay in.
func refsFolder(patterns []string) string {
	const top = "refs/"
	folder := patterns[0]
	for _, p := range patterns {
		literal, _, _ := strings.Cut(p, "*")
		for !strings.HasPrefix(literal, folder) {
			folder = folder[:strings.LastIndexByte(strings.TrimSuffix(folder, "/"), '/')+1]
		}
	}
	if folder = folder[:strings.LastIndexByte(folder, '/')+1]; !strings.HasPrefix(folder, top) {
		return top
	}
	return folder
}

// isLocal: branches, tags and notes are written by the user too, so they say
// nothing about a remote, even where a mirror's refspec fetches into them.
func isLocal(ref string) bool {
	for _, prefix := range []string{"refs/heads/", "refs/tags/", "refs/notes/"} {
		if strings.HasPrefix(ref, prefix) {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	if s == "" {
		return false
	}
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// matchesAny reports whether a ref fits the right side of a refspec, which has at
// most one star.
func matchesAny(patterns []string, ref string) bool {
	for _, p := range patterns {
		before, after, star := strings.Cut(p, "*")
		if !star {
			if p == ref {
				return true
			}
			continue
		}
		if len(ref) >= len(before)+len(after) && strings.HasPrefix(ref, before) && strings.HasSuffix(ref, after) {
			return true
		}
	}
	return false
}

// remotes reads the configured remotes: from the repository's own file in
// process where that file can be all there is to read and has the wanted name,
// else from git, which knows of included files, the user's configuration and the
// environment.
func (r *Repository) remotes(ctx context.Context, wanted string) (map[string]remote, error) {
	if r.config.unread == nil && len(r.config.below("include")) == 0 && len(r.config.below("includeif")) == 0 &&
		len(r.config.below("extensions")) == 0 && !r.env.configures() {
		remotes := map[string]remote{}
		for _, s := range r.config.below("remote") {
			add(remotes, s.name, s.value)
		}
		if _, ok := remotes[wanted]; ok {
			return remotes, nil
		}
	}
	git, err := r.program()
	if err != nil {
		return nil, err
	}
	out, err := git.run(ctx, nil, "config", "-z", "--list")
	if err != nil {
		return nil, err
	}
	return parseRemotes(out), nil
}

// configures reports whether the environment sets what a repository's own file may set as
// well. Which other files there are, or are not, says no more than that such files exist.
func (e Env) configures() bool {
	return slices.ContainsFunc(e.Names("GIT_CONFIG"), func(name string) bool {
		return name != "GIT_CONFIG_NOSYSTEM" && name != "GIT_CONFIG_SYSTEM" && name != "GIT_CONFIG_GLOBAL"
	})
}

// parseRemotes reads "git config -z --list": key, line break, value, NUL. A remote
// also has the URLs that git makes of its own by url.<base>.insteadOf.
func parseRemotes(out []byte) map[string]remote {
	remotes := map[string]remote{}
	rewrites := map[string]map[string]string{"insteadof": {}, "pushinsteadof": {}} // key, prefix to base
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		key, value, _ := strings.Cut(string(entry), "\n")
		section, rest, _ := strings.Cut(key, ".")
		dot := strings.LastIndexByte(rest, '.')
		switch {
		case section == "remote":
			add(remotes, rest, value)
		case section == "url" && dot > 0 && rewrites[rest[dot+1:]] != nil:
			rewrites[rest[dot+1:]][value] = rest[:dot]
		}
	}
	for name, rem := range remotes {
		for _, url := range rem.urls {
			for _, bases := range rewrites {
				if full := rewritten(url, bases); full != url {
					rem.urls = append(rem.urls, full)
				}
			}
		}
		remotes[name] = rem
	}
	return remotes
}

// rewritten puts a base in the place of the longest prefix of a URL that has one.
// Source: git's remote.c, alias_url.
func rewritten(url string, bases map[string]string) string {
	longest, base := "", ""
	for prefix, b := range bases {
		if strings.HasPrefix(url, prefix) && len(prefix) > len(longest) {
			longest, base = prefix, b
		}
	}
	return base + strings.TrimPrefix(url, longest)
}

// add takes a setting of a remote: its name, a full stop, which setting.
func add(remotes map[string]remote, setting, value string) {
	dot := strings.LastIndexByte(setting, '.')
	if dot <= 0 {
		return // of all remotes
	}
	name, key := setting[:dot], setting[dot+1:]
	rem := remotes[name]
	switch key {
	case "url", "pushurl":
		rem.urls = append(rem.urls, value)
	case "fetch":
		if _, to, ok := strings.Cut(value, ":"); ok && to != "" && !strings.HasPrefix(value, "^") {
			rem.fetch = append(rem.fetch, inFull(to))
		}
	}
	remotes[name] = rem
}

// inFull completes where a refspec without a star puts a ref. Source: git's
// remote.c, get_local_ref.
func inFull(to string) string {
	if strings.HasPrefix(to, "refs/") || strings.Contains(to, "*") {
		return to
	}
	for _, prefix := range []string{"heads/", "tags/", "remotes/"} {
		if strings.HasPrefix(to, prefix) {
			return "refs/" + to
		}
	}
	return "refs/heads/" + to
}
