package detector

import (
	"bufio"
	"bytes"
	"io"
)

// LongestWhole is how long a text may be to be judged in one piece, in bytes. A
// longer one is judged in pieces of this size.
const LongestWhole = 8 << 20

// margin is how much of a text is seen on both sides of what a piece speaks for. All
// that evidence asks for around a value stands nearer than that, but for the
// structure of a whole file and uses of a name far away.
const margin = 256 << 10

// Piece is a text, or a part of a long one: what is judged at once. Pieces overlap,
// and each speaks for what begins in its own part only, so that every value is
// judged once and with its surroundings.
type Piece struct {
	// text is the content; raw tells that it was not decoded yet.
	text []byte
	raw  bool
	// from and to limit the part that the piece speaks for.
	from, to int
	// What stands before text in the decoded content: bytes, whole lines, and the
	// bytes of the line that goes on in it.
	offset, lines, column int
	// binary is that of the whole text; stored is then the text with its zero bytes.
	binary bool
	stored []byte
}

// Free gives the piece's memory back to the room that it was taken from.
func (p Piece) Free(room Room) { room.Free(p.text[:cap(p.text)]) }

// Room is memory for the pieces of a text.
type Room interface {
	// Take makes a buffer of n bytes and may wait until it can.
	Take(n int) ([]byte, error)
	// Free takes back a buffer, whole, that Take made.
	Free([]byte)
}

// cutter cuts a text that is being read. Its sizes are parameters so that tests can
// look at every boundary.
type cutter struct{ longest, margin int }

// Cut reads a text to its end and gives it to each, in pieces where it is long.
// size is what is known of its length in bytes, -1 for nothing: what is read does not
// depend on it. The memory is taken from room, a piece at a time and of LongestWhole
// bytes at the most; each is to free it. Errors are those of r, of room and of each.
func Cut(r io.Reader, size int64, room Room, each func(Piece) error) error {
	return cutter{LongestWhole, margin}.cut(r, size, room, each)
}

func (c cutter) cut(r io.Reader, size int64, room Room, each func(Piece) error) error {
	if size < 0 || size >= int64(c.longest) {
		return c.cutLong(r, room, each)
	}
	buf, err := room.Take(int(size) + 1) // one more, to see the end
	if err != nil {
		return err
	}
	n, ended, err := fillBuffer(r, buf)
	if err != nil {
		room.Free(buf)
		return err
	}
	if !ended { // it has grown
		start := bytes.Clone(buf)
		room.Free(buf)
		return c.cutLong(io.MultiReader(bytes.NewReader(start), r), room, each)
	}
	return each(whole(buf[:n]))
}

// fillBuffer reads until buf is full or r has ended. Only io.EOF is an end: what some
// readers call an unexpected one is an error.
func fillBuffer(r io.Reader, buf []byte) (n int, ended bool, err error) {
	for n < len(buf) {
		read, err := r.Read(buf[n:])
		n += read
		if err == io.EOF {
			return n, true, nil
		}
		if err != nil {
			return n, false, err
		}
	}
	return n, false, nil
}

// whole is a text in one piece.
func whole(text []byte) Piece { return Piece{text: text, raw: true, to: len(text)} }

// cutLong decodes while it reads. A piece begins with the last two margins of the
// one before: the first of them was that one's surroundings, the second is this
// one's, and at the border between them one piece ends to speak and the other begins.
func (c cutter) cutLong(r io.Reader, room Room, each func(Piece) error) error {
	r = decoding(r)
	overlap := make([]byte, 0, 2*c.margin)
	p := Piece{}
	for first := true; ; first = false {
		buf, err := room.Take(c.longest)
		if err != nil {
			return err
		}
		had := copy(buf, overlap)
		n, ended, err := fillBuffer(r, buf[had:])
		if err != nil {
			room.Free(buf)
			return err
		}
		p.text, p.to = buf[:had+n], had+n
		if first {
			p.binary = isBinary(p.text)
		} else {
			p.from = c.margin
		}
		if ended {
			return each(p)
		}
		p.to -= c.margin
		behind := p.text[:len(p.text)-2*c.margin]
		overlap = append(overlap[:0], p.text[len(behind):]...)
		next := p.after(behind)
		if err := each(p); err != nil {
			return err
		}
		p = next
	}
}

// after is the piece that begins behind a part of this one.
func (p Piece) after(behind []byte) Piece {
	next := Piece{binary: p.binary, offset: p.offset + len(behind), lines: p.lines, column: p.column + len(behind)}
	if n := bytes.Count(behind, []byte{'\n'}); n > 0 {
		next.lines += n
		next.column = len(behind) - 1 - bytes.LastIndexByte(behind, '\n')
	}
	return next
}

// decoding gives a text in UTF-8, as decode does, while it is being read.
func decoding(r io.Reader) io.Reader {
	const enough = 512 // for decode to tell the encoding
	in := bufio.NewReaderSize(r, enough)
	head, err := in.Peek(enough)
	if err != nil && len(head) == 0 {
		return in // the same error comes again when it is read
	}
	order, mark := encodingOf(head)
	if _, err := in.Discard(mark); err != nil || order == nil {
		return in
	}
	return &utf16Reader{in: in, order: order}
}

// isBinary is git's own test (xdiff-interface.c, buffer_is_binary) on the decoded
// text: a zero byte among the first 8,000.
func isBinary(text []byte) bool {
	const looked = 8000
	return bytes.IndexByte(text[:min(looked, len(text))], 0) >= 0
}

// Mentions is like the function Mentions, for the text of a piece without a path.
func (p Piece) Mentions() bool { return hasWord(p.text) }

// Scan is like the function Scan, for one piece of the text of that path.
func (p Piece) Scan(path string, opt Options) []Finding {
	if !Mentions(Input{Path: path, Text: p.text}) {
		return nil
	}
	return p.findings(path, opt)
}

// findings is Scan without the first look.
func (p Piece) findings(path string, opt Options) []Finding {
	p = p.decoded()
	doc, claims := claimsOf(path, p.text, p.binary)
	stored := doc
	if p.binary && len(claims) > 0 {
		stored = newDocument(path, p.stored)
	}
	var found []Finding
	upto := 0
	for _, c := range claims {
		if c.start < upto {
			continue
		}
		upto = c.end
		if p.from <= c.start && c.start < p.to {
			f := doc.finding(c.candidate, c.verdict, opt)
			if f.Line, f.Column = stored.position(c.start); f.Line == 1 {
				f.Column += p.column
			}
			if p.binary || f.Line == 1 && p.column > 0 {
				f.Column16 = 0
			}
			f.Line += p.lines
			f.start, f.end = f.start+p.offset, f.end+p.offset
			found = append(found, f)
		}
	}
	return found
}

// Held is like the function Held, for one piece of the text of that path.
func (p Piece) Held(path string, want map[Fingerprint]bool, opt Options) []Occurrence {
	p = p.decoded()
	var doc *document
	var held []Occurrence
	for c := range candidates(p.text) {
		if c.start < p.from || c.start >= p.to {
			continue
		}
		fp := fingerprint(c.canonical(p.text))
		if !want[fp] {
			continue
		}
		if doc == nil {
			doc = newDocument(path, p.text)
		}
		line, _ := doc.position(c.start)
		facts := doc.facts(line, opt)
		if facts.allowed.words == "" || opt.IgnoreAnnotations {
			held = append(held, Occurrence{Fingerprint: fp, Context: facts.context})
		}
	}
	return held
}

// decoded is the piece with its text in UTF-8. In a binary file a zero byte ends
// what stands before it (a file in an archive, a variable of a process), as a line
// break does in a text, so it is read as one; only positions go by the stored bytes.
func (p Piece) decoded() Piece {
	if p.raw {
		p.text = decode(p.text)
		p.raw, p.to, p.binary = false, len(p.text), isBinary(p.text)
	}
	if p.binary {
		p.stored, p.text = p.text, bytes.ReplaceAll(p.text, []byte{0}, []byte{'\n'})
	}
	return p
}
