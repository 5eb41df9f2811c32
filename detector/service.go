package detector

import "bytes"

// services are others whose tokens have the shape of Codecov's, or stand where
// Codecov's do. The nearest to a value is the one that it belongs to.
var services = [][]byte{
	[]byte("sonar"), []byte("coveralls"), []byte("codacy"), []byte("codeclimate"), []byte("code climate"), []byte("code-climate"),
	[]byte("snyk"), []byte("sentry"), []byte("datadog"), []byte("percy"), []byte("chromatic"), []byte("deepsource"),
	[]byte("scrutinizer"), []byte("bugsnag"), []byte("rollbar"), []byte("heroku"), []byte("netlify"), []byte("vercel"),
	[]byte("slack"), []byte("nuget.org"), []byte("pypi"), []byte("npmjs"), []byte("artifactory"), []byte("qlty"), []byte("cypress"),
	[]byte("fossa"), []byte("whitesource"), []byte("launchdarkly"), []byte("nx_cloud"), []byte("nx-cloud"), []byte("cachix"),
	[]byte("codescene"), []byte("codebeat"), []byte("postmark"), []byte("mailgun"), []byte("sendgrid"), []byte("appcenter"),
	[]byte("applitools"), []byte("browserstack"), []byte("saucelabs"), []byte("sauce_"), []byte("testrail"), []byte("honeycomb"),
	[]byte("loggly"), []byte("logentries"), []byte("papertrail"), []byte("newrelic"), []byte("new relic"), []byte("tenant"),
	[]byte("subscription"), []byte("client_id"), []byte("clientid"), []byte("codeship"), []byte("appinsights"),
	[]byte("applicationinsights"), []byte("instrumentation"), []byte("bintray"), []byte("semgrep"), []byte("buildpulse"),
	[]byte("trunk.io"), []byte("testspace"), []byte("fastly"), []byte("digitalocean"), []byte("cloudflare"), []byte("auth0"),
}

// nearestService looks for the service that is named nearest to the value: what
// stands behind it counts as twice as far.
func (d *document) nearestService(c candidate) says {
	line := d.lineAt(c.start)
	from := max(d.start[max(1, line-nearbyLines)-1], c.start-nearbyReach)
	to := min(len(d.text), c.end+nearbyReach)
	if line+nearbyLines < len(d.start) {
		to = min(to, d.start[line+nearbyLines])
	}
	before, after := bytes.ToLower(d.text[from:c.start]), bytes.ToLower(d.text[c.end:to])
	nearest := func(has func([]byte) (int, int)) int {
		distance := 4 * nearbyReach
		if last, _ := has(before); last >= 0 {
			distance = len(before) - last
		}
		if _, first := has(after); first >= 0 {
			distance = min(distance, 2*first)
		}
		return distance
	}
	ours := nearest(func(b []byte) (int, int) { return lastMention(b), wordEnd(b, 0, 'v', 1) - len(word) })
	if ours >= 4*nearbyReach {
		return nothing
	}
	for _, s := range services {
		if nearest(func(b []byte) (int, int) { return bytes.LastIndex(b, s), bytes.Index(b, s) }) <= ours {
			return anothers
		}
	}
	return codecovs
}

// lastMention is where the last mention of Codecov in a text begins; -1 for none.
func lastMention(text []byte) int {
	last := -1
	for at := 0; ; {
		end := wordEnd(text, at, 'v', 1)
		if end < 0 {
			return last
		}
		last, at = end-len(word), end
	}
}
