package detector

import (
	"bytes"
	"sort"
)

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
	ends := d.mentionEnds()
	next := sort.SearchInts(ends, c.start+1) // the first that ends behind the value's beginning
	if next > 0 {
		if last := ends[next-1] - len(word); d.mentionStart(ends[next-1]) >= c.start-len(before) {
			distance = c.start - last
		}
	}
	for next < len(ends) && d.mentionStart(ends[next]) < c.end {
		next++
	}
	first := wordEnd(after, max(0, len(after)-len("er"))) // one that is cut off there, as it may go on as another word
	if next < len(ends) && ends[next] <= c.end+len(after) {
		first = ends[next] - c.end
	}
	if first >= 0 {
		distance = min(distance, 2*(first-len(word)))
	}
	return distance
}

// mentionEnds is where the mentions of Codecov end, in order.
func (d *document) mentionEnds() []int {
	if d.ends == nil {
		d.ends = []int{}
		for end := wordEnd(d.text, 0); end >= 0; end = wordEnd(d.text, end) {
			d.ends = append(d.ends, end)
		}
	}
	return d.ends
}

// mentionStart is where the mention begins that ends at end.
func (d *document) mentionStart(end int) int {
	if mark := d.text[end-len("cov")-1]; mark == '_' || mark == '-' {
		return end - len(word) - 1
	}
	return end - len(word)
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
