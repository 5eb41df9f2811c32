package report

import (
	"errors"
	"strconv"
	"strings"

	"github.com/covkey/covkey/detector"
)

// mostNames is how many images a finding may be in.
const mostNames = 10_000

// read takes back where in an image a finding is; nil for one that is in none.
func (in *jsonImage) read() (*Image, error) {
	if in == nil {
		return nil, nil
	}
	image := &Image{Layer: outside(in.Layer), Number: in.Number, Layers: in.Layers, Instruction: outside(in.Instruction), State: in.State, HiddenBy: in.HiddenBy}
	for _, name := range in.Names {
		image.Names = append(image.Names, outside(name))
	}
	return image, image.check()
}

// imageOf is read for the properties of a SARIF result.
func imageOf(p map[string]string) (*Image, error) {
	if p["image"] == "" && p["layer"] == "" {
		return nil, nil
	}
	image := &Image{Layer: outside(p["layer"]), Instruction: outside(p["instruction"]), State: p["state"]}
	if p["image"] != "" {
		image.Names = strings.Split(outside(p["image"]), ", ")
	}
	for name, into := range map[string]*int{"number": &image.Number, "layers": &image.Layers, "hiddenBy": &image.HiddenBy} {
		var err error
		if text := p[name]; text != "" {
			if *into, err = strconv.Atoi(text); err != nil {
				return nil, errors.New("properties." + name + ": no number")
			}
		}
	}
	return image, image.check()
}

func (i *Image) check() error {
	switch {
	case len(i.Names) > mostNames:
		return errors.New("image: in too many images")
	case min(i.Number, i.Layers, i.HiddenBy) < 0:
		return errors.New("image: a number is below 0")
	case i.State != "" && i.State != "present" && i.State != "deleted" && i.State != "overwritten":
		return errors.New("image.state: want present, deleted or overwritten")
	}
	return nil
}

// masked masks known keys in the names that it has.
func (i *Image) masked(known map[detector.Fingerprint]bool) {
	if i == nil {
		return
	}
	maskAll(i.Names, known)
	i.Layer, i.Instruction = detector.MaskKnown(i.Layer, known), detector.MaskKnown(i.Instruction, known)
}

// layerID tells findings in several layers apart.
func (i *Image) layerID() string {
	if i == nil {
		return ""
	}
	return i.Layer + "\x00" + strings.Join(i.Names, "\x00")
}
