module github.com/covkey/covkey

go 1.26.0
