//go:build !unix

package gitrepo

// ownerScenarios: owners are not numbers here.
var ownerScenarios []scenario
