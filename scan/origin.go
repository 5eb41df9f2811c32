package scan

// Origin tells which part of a container image a finding is in.
type Origin struct {
	// Images are the names of the images that have it, those of their platform behind
	// them; none when no image refers to it.
	Images []string
	// Layer is the digest of the layer, empty for an image's configuration. Number is
	// its place in the first of the images, 1 for the lowest, of Layers.
	Layer          string
	Number, Layers int
	// Instruction is the line of the Dockerfile that brought it, as the image's history
	// has it, keys in it masked; empty when that does not say.
	Instruction string
	// State says what the layers above do to the file.
	State State
	// HiddenBy is the number of the layer that does.
	HiddenBy int
}

// State is what became of a file of a layer in the layers above.
type State string

// The states. A file of one of the last two is in no container, and still in the image
// for everybody who has it.
const (
	Present     State = "present"
	Deleted     State = "deleted"
	Overwritten State = "overwritten"
)
