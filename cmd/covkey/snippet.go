package main

import (
	"context"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/snippet"
)

func (s *session) snippetCommand() *cli.Command {
	return &cli.Command{
		Name:     "snippet",
		Category: groupAfter,
		Usage:    "print how to read the key from where it is kept, instead of writing it down",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "store", Value: snippet.Stores()[0], Usage: "the key is kept in `STORE`: " + list(snippet.Stores())},
			&cli.StringFlag{Name: "lang", Usage: "in `LANG` (required): " + list(snippet.Names())},
		},
		Action: action(s.snippet),
	}
}

func (s *session) snippet(_ context.Context, c *cli.Context) error {
	if c.Args().Present() {
		return usage("covkey snippet takes no arguments, got %q", c.Args().First())
	}
	store, lang := c.String("store"), strings.ToLower(c.String("lang"))
	if lang == "" {
		return usage("covkey snippet: --lang is missing: %s", list(snippet.Names()))
	}
	if !slices.Contains(snippet.Stores(), store) {
		return unknown("--store", store, snippet.Stores())
	}
	if !slices.Contains(snippet.Names(), lang) {
		return unknown("--lang", c.String("lang"), snippet.Names())
	}
	text, err := snippet.Text(store, lang)
	if err == nil {
		s.printf("%s", text)
	}
	return err
}
