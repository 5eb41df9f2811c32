package report

import (
	"fmt"
	"strings"
)

// Image is where in a container image a finding is.
type Image struct {
	Names []string
	// Layer is the digest of the layer, empty for an image's configuration; Number is
	// its place in the first image, from 1, of Layers.
	Layer          string
	Number, Layers int
	// Instruction is the line of the Dockerfile that brought it, keys masked.
	Instruction string
	// State is "present" where the file is in the image's last state, "deleted" or
	// "overwritten" where the layer HiddenBy hides it; empty for what is no file.
	State    string
	HiddenBy int
}

// layer is the layer in a few words.
func (i *Image) layer() string {
	text := fmt.Sprintf("%d of %d, %s", i.Number, i.Layers, shortDigest(i.Layer))
	if i.Instruction != "" {
		text += ": " + cut(strings.Join(strings.Fields(i.Instruction), " "), 100)
	}
	return text
}

// names are the images, not too many.
func (i *Image) names() string {
	const most = 3
	if len(i.Names) == 0 {
		return "none refers to it"
	}
	if more := len(i.Names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(i.Names[:most], ", "), more)
	}
	return strings.Join(i.Names, ", ")
}

// hidden says what became of the file in the layers above; empty where it is there.
func (i *Image) hidden() string {
	switch i.State {
	case "", "present":
		return ""
	}
	return fmt.Sprintf("%s in a later layer (%d); whoever has the image can still read it", i.State, i.HiddenBy)
}

// sentence is all of it.
func (i *Image) sentence() string {
	var parts []string
	if i.Layer != "" {
		parts = append(parts, "layer "+i.layer())
	}
	if hidden := i.hidden(); hidden != "" {
		parts = append(parts, hidden)
	}
	return strings.Join(append(parts, "image: "+i.names()), "; ")
}

// shortDigest is a digest as the tools for images show it.
func shortDigest(digest string) string {
	algorithm, digits, ok := strings.Cut(digest, ":")
	if !ok {
		return digest
	}
	return algorithm + ":" + digits[:min(12, len(digits))]
}
