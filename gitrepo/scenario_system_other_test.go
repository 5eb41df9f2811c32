//go:build !unix

package gitrepo

// systemScenarios: owners are not numbers here.
var systemScenarios []scenario
