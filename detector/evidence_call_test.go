package detector

import "testing"

func TestCallEvidence(t *testing.T) { runSamples(t, callSamples) }

var callSamples = []sample{
	{"build.cake", "Task(\"Upload\").Does(() => {\n    Codecov(\"coverage.xml\", \"KEY\");\n});\n", UploadToken, "argument of Codecov"},
	{"a.py", "client = CodecovClient('KEY')\n", UploadToken, "argument of CodecovClient"},
	{"a.rb", "report = Codecov.upload(\"KEY\")\n", UploadToken, "argument of Codecov.upload"},
	{"a.js", "await uploadToCodecov('KEY', files)\n", UploadToken, "argument of uploadToCodecov"},
	{"a.rs", "use codecov::Client;\nlet c = Client::new(\"KEY\");\n", UploadToken, "argument of Client"},
	{"a.sh", "codecov-uploader KEY\n", UploadToken, "argument of codecov-uploader"},

	{"a.py", "commit = codecov.get_commit('KEY')\n", none, ""},
	{"a.py", "codecov.report(project='KEY')\n", none, ""},
	{"a.py", "sonar.login('KEY'); codecov.upload()\n", none, ""},
	{"a.js", "codecovProjectId('KEY')\n", none, ""},
	{"a.rs", "use codecov::Client;\nlet s = sonar::Client::new(\"KEY\");\n", none, ""},
	{"a.sh", "codecov-badge-id KEY\n", none, ""},
}
