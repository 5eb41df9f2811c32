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

// farthest is more than any distance to a mention that counts.
const farthest = 4 * nearbyReach

// mentionAt is how far the nearest mention of Codecov is from the value, in bytes:
// what stands behind it counts as twice as far.
func (d *document) mentionAt(c candidate) int {
	before, after := d.neighbourhood(c, nearbyReach, nearbyReach)
	distance := farthest
	if last := lastMention(before); last >= 0 {
		distance = len(before) - last
	}
	if end := firstMention(after); end >= 0 {
		distance = min(distance, 2*(end-len(word)))
	}
	return distance
}

// rivalWithin reports whether another service is named as near to the value as that.
// Only what stands nearer is looked at.
func (d *document) rivalWithin(c candidate, distance int) bool {
	before, after := d.neighbourhood(c, distance, distance/2+longestService)
	before, after = bytes.ToLower(before), bytes.ToLower(after)
	for _, s := range services {
		if bytes.Contains(before, s) {
			return true
		}
		if i := bytes.Index(after, s); i >= 0 && 2*i <= distance {
			return true
		}
	}
	return false
}

// namesService reports whether a text names another service.
func namesService(text []byte) bool {
	text = bytes.ToLower(text)
	for _, s := range services {
		if bytes.Contains(text, s) {
			return true
		}
	}
	return false
}

// codecovNearest reports whether Codecov is the service that is named nearest to
// the value.
func (d *document) codecovNearest(c candidate) bool {
	distance := d.mentionAt(c)
	return distance < farthest && !d.rivalWithin(c, distance)
}

// longestService is the length of the longest name in services.
const longestService = 20

// neighbourhood is the text around a value, at most so many bytes before and behind
// it and within nearbyLines.
func (d *document) neighbourhood(c candidate, back, ahead int) (before, after []byte) {
	line := d.lineAt(c.start)
	from := max(d.start[max(1, line-nearbyLines)-1], c.start-back)
	to := min(len(d.text), c.end+ahead)
	if line+nearbyLines < len(d.start) {
		to = min(to, d.start[line+nearbyLines])
	}
	return d.text[from:c.start], d.text[c.end:max(c.end, to)]
}

// lastMention is where the last mention of Codecov in a text begins, and
// firstMention where the first ends; -1 for none.
func lastMention(text []byte) int {
	last := -1
	for at := 0; ; {
		end := firstMention(text[at:])
		if end < 0 {
			return last
		}
		at += end
		last = at - len(word)
	}
}

func firstMention(text []byte) int { return wordEnd(text, 0) }
