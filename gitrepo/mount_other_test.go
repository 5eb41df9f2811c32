//go:build !linux

package gitrepo

func (f *fixture) mount(string)    { f.lacks("mounting is done on Linux only") }
func (f *fixture) readOnly(string) { f.lacks("mounting is done on Linux only") }
