package gitrepo

import (
	"encoding/binary"
	"errors"
	"hash/adler32"
	"math/bits"
)

// deflater inflates what is in memory as a whole, into room of the right length, and
// is used again. Nine of ten objects are a few hundred bytes in a pack, and a stream's
// window, readers and copies take as long as such an object itself. What it does not
// accept is for inflater to judge.
// Source: RFC 1950 (zlib) and RFC 1951 (DEFLATE).
type deflater struct {
	literals  [1<<literalBits + 144<<(longestCode-literalBits)]row
	distances [1<<distanceBits + 15<<(longestCode-distanceBits)]row
	fixed     bool // the tables are those of the format itself

	src []byte
	pos int    // in src
	bit uint64 // bits that were taken from src, the next one lowest
	n   int    // how many of them count
	dst []byte
	out int // in dst
}

// row is what stands for the next bits: how many of them are the code (bits 0 to 7), how
// many follow that add to the value (8 to 12), what it is (13 to 15) and the value
// (16 to 31). No code is zero.
type row uint32

const (
	rowLiteral row = 1 << 13 // the value is a byte
	rowEnd     row = 1 << 14 // of the block
	rowMore    row = 1 << 15 // the value is where more rows are, for the next bits

	literalBits  = 10 // that are looked up at once
	distanceBits = 8
	longestCode  = 15

	endOfBlock   = 256
	mostLiterals = 286
	mostDistance = 30
	// enough bits for a length, a distance and what is added to both
	enough = longestCode + 5 + longestCode + 13
)

// Neither is shown: inflater says what is wrong.
var (
	errDeflate = errors.New("malformed compressed data")
	errRoom    = errors.New("not of the announced length")
)

// zlib inflates a zlib stream at the beginning of src; it has to fill dst exactly.
func (d *deflater) zlib(dst, src []byte) error {
	const deflate, largestWindow, dictionary = 8, 7, 0x20
	if len(src) < 2 || src[0]&15 != deflate || src[0]>>4 > largestWindow ||
		binary.BigEndian.Uint16(src)%31 != 0 || src[1]&dictionary != 0 {
		return errDeflate
	}
	d.src, d.pos, d.bit, d.n, d.dst, d.out = src, 2, 0, 0, dst, 0
	err := d.blocks()
	d.src, d.dst = nil, nil
	if err != nil {
		return err
	}
	at := d.pos - d.n/8
	if d.out != len(dst) || len(src)-at < 4 || binary.BigEndian.Uint32(src[at:]) != adler32.Checksum(dst) {
		return errRoom
	}
	return nil
}

func (d *deflater) blocks() error {
	for {
		d.fill()
		head := d.take(3)
		var err error
		switch head >> 1 {
		case 0:
			err = d.stored()
		case 1:
			d.useFixed()
			err = d.block()
		case 2:
			if err = d.readCodes(); err == nil {
				err = d.block()
			}
		default:
			err = errDeflate
		}
		if err != nil {
			return err
		}
		if d.n < 0 {
			return errDeflate
		}
		if head&1 != 0 {
			return nil
		}
	}
}

// fill makes at least 56 bits ready, or all that are left.
func (d *deflater) fill() {
	if len(d.src)-d.pos >= 8 && d.n >= 0 {
		d.bit |= binary.LittleEndian.Uint64(d.src[d.pos:]) << d.n
		d.pos += (63 - d.n) >> 3
		d.n |= 56
		return
	}
	for d.n >= 0 && d.n <= 56 && d.pos < len(d.src) {
		d.bit |= uint64(d.src[d.pos]) << d.n
		d.pos++
		d.n += 8
	}
}

// take gives the next bits, which have to be ready: where the input has ended they are
// zero, and n is negative then.
func (d *deflater) take(n int) int {
	v := int(d.bit & (1<<n - 1))
	d.bit >>= n
	d.n -= n
	return v
}

// stored copies a block that is not compressed.
func (d *deflater) stored() error {
	if d.n < 0 {
		return errDeflate
	}
	d.pos -= d.n / 8
	d.bit, d.n = 0, 0
	if len(d.src)-d.pos < 4 {
		return errDeflate
	}
	size := int(binary.LittleEndian.Uint16(d.src[d.pos:]))
	if size != int(^binary.LittleEndian.Uint16(d.src[d.pos+2:])) {
		return errDeflate
	}
	d.pos += 4
	if size > len(d.src)-d.pos || size > len(d.dst)-d.out {
		return errRoom
	}
	copy(d.dst[d.out:], d.src[d.pos:d.pos+size])
	d.pos, d.out = d.pos+size, d.out+size
	return nil
}

// block inflates up to the end of a block with the tables that were made for it.
func (d *deflater) block() error {
	src, dst := d.src, d.dst
	pos, out, bit, n := d.pos, d.out, d.bit, d.n
	for {
		if len(src)-pos >= 8 {
			bit |= binary.LittleEndian.Uint64(src[pos:]) << (n & 63)
			pos += (63 - n) >> 3
			n |= 56
		} else {
			for n <= 56 && pos < len(src) {
				bit |= uint64(src[pos]) << (n & 63)
				pos++
				n += 8
			}
		}
		var r row
		for { // literals, as long as there are bits for a length after them
			r = d.literals[bit&(1<<literalBits-1)]
			if r&rowMore != 0 {
				bit >>= literalBits
				n -= literalBits
				r = d.literals[int(r>>16)+int(bit&(1<<(r&0xff)-1))]
			}
			bit >>= r & 63
			n -= int(r & 0xff)
			if r&rowLiteral == 0 {
				break
			}
			if out >= len(dst) {
				return errRoom
			}
			dst[out] = byte(r >> 16)
			out++
			if n < enough {
				break
			}
		}
		if n < 0 {
			return errDeflate // the input has ended
		}
		if r&rowLiteral != 0 {
			continue
		}
		if r&rowEnd != 0 {
			d.pos, d.out, d.bit, d.n = pos, out, bit, n
			return nil
		}
		if r == 0 {
			return errDeflate
		}
		extra := r >> 8 & 31
		length := int(r>>16) + int(bit&(1<<extra-1))
		bit >>= extra
		n -= int(extra)
		r = d.distances[bit&(1<<distanceBits-1)]
		if r&rowMore != 0 {
			bit >>= distanceBits
			n -= distanceBits
			r = d.distances[int(r>>16)+int(bit&(1<<(r&0xff)-1))]
		}
		bit >>= r & 63
		n -= int(r & 0xff)
		extra = r >> 8 & 31
		distance := int(r>>16) + int(bit&(1<<extra-1))
		bit >>= extra
		n -= int(extra)
		if r == 0 || n < 0 || distance > out || length > len(dst)-out {
			return errDeflate
		}
		out = repeat(dst, out, distance, length)
	}
}

// repeat writes again what stands so far back, and gives where it ends.
func repeat(dst []byte, out, distance, length int) int {
	from, end := out-distance, out+length
	const word = 8 // bytes; most are a few, for which a call of copy is long
	if distance >= word && len(dst)-end >= word {
		for ; out < end; out, from = out+word, from+word {
			binary.LittleEndian.PutUint64(dst[out:], binary.LittleEndian.Uint64(dst[from:]))
		}
		return end
	}
	if distance >= length {
		copy(dst[out:end], dst[from:from+length])
		return end
	}
	for out < end { // each time it is there twice as often
		out += copy(dst[out:end], dst[from:out])
	}
	return end
}

// The values that codes stand for, and how many bits add to them (RFC 1951, 3.2.5).
var (
	lengthBase = [...]uint16{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthMore = [...]uint8{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	// In which order the lengths of the lengths' own codes are (3.2.7).
	lengthOrder = [...]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

// literalRow is what a code of the literals and lengths stands for; its own length is
// still to be added.
func literalRow(symbol int) row {
	switch {
	case symbol < endOfBlock:
		return rowLiteral | row(symbol)<<16
	case symbol == endOfBlock:
		return rowEnd
	case symbol < mostLiterals:
		return row(lengthBase[symbol-endOfBlock-1])<<16 | row(lengthMore[symbol-endOfBlock-1])<<8
	}
	return 0
}

func distanceRow(symbol int) row {
	switch {
	case symbol < 4:
		return row(symbol+1) << 16
	case symbol < mostDistance:
		more := symbol/2 - 1
		return row((2+symbol&1)<<more+1)<<16 | row(more)<<8
	}
	return 0
}

// valueRow is for codes that stand for themselves.
func valueRow(symbol int) row { return rowLiteral | row(symbol)<<16 }

// useFixed makes the tables that the format itself has (RFC 1951, 3.2.6).
func (d *deflater) useFixed() {
	if d.fixed {
		return
	}
	var lengths [288]uint8
	for i := range lengths {
		switch {
		case i < 144:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		case i < 280:
			lengths[i] = 7
		default:
			lengths[i] = 8
		}
	}
	fillRows(d.literals[:], literalBits, lengths[:], literalRow)
	for i := range 32 {
		lengths[i] = 5
	}
	fillRows(d.distances[:], distanceBits, lengths[:32], distanceRow)
	d.fixed = true
}

// readCodes makes the tables that a block brings along (RFC 1951, 3.2.7).
func (d *deflater) readCodes() error {
	d.fixed = false
	d.fill()
	literals, distances, count := d.take(5)+257, d.take(5)+1, d.take(4)+4
	if literals > mostLiterals || distances > mostDistance {
		return errDeflate
	}
	var own [len(lengthOrder)]uint8
	for _, at := range lengthOrder[:count] {
		if d.n < 3 {
			d.fill()
		}
		own[at] = uint8(d.take(3))
	}
	// The literals' table is of use for this first.
	const ownBits = 7
	if d.n < 0 || !fillRows(d.literals[:], ownBits, own[:], valueRow) {
		return errDeflate
	}
	var lengths [mostLiterals + mostDistance]uint8
	for i := 0; i < literals+distances; {
		d.fill()
		r := d.literals[d.bit&(1<<ownBits-1)]
		d.take(int(r & 0xff))
		value, times := uint8(0), 1
		switch symbol := int(r >> 16); {
		case r == 0:
			return errDeflate
		case symbol < 16:
			value = uint8(symbol)
		case symbol == 16 && i > 0:
			value, times = lengths[i-1], 3+d.take(2)
		case symbol == 16:
			return errDeflate
		case symbol == 17:
			times = 3 + d.take(3)
		default:
			times = 11 + d.take(7)
		}
		if d.n < 0 || times > literals+distances-i {
			return errDeflate
		}
		for range times {
			lengths[i] = value
			i++
		}
	}
	if !fillRows(d.literals[:], literalBits, lengths[:literals], literalRow) ||
		!fillRows(d.distances[:], distanceBits, lengths[literals:literals+distances], distanceRow) {
		return errDeflate
	}
	return nil
}

// fillRows makes the table of a set of codes from their lengths (RFC 1951, 3.2.2). The
// first 1<<width rows are looked up by so many bits; longer codes go on in rows behind
// them. Not ok are lengths for which there are too many codes or too few; one code
// alone is enough.
func fillRows(rows []row, width int, lengths []uint8, of func(symbol int) row) bool {
	var count, next [longestCode + 1]int
	for _, l := range lengths {
		count[l]++
	}
	count[0] = 0
	code, longest := 0, 0
	for l := 1; l <= longestCode; l++ {
		code = (code + count[l-1]) << 1
		next[l] = code
		if count[l] > 0 {
			longest = l
		}
	}
	used := next[longest] + count[longest]
	if complete := longest > 0 && used == 1<<longest; !complete {
		if longest > 1 || used > 1 {
			return false
		}
		clear(rows[:1<<width])
	}
	free := 1 << width      // where the next rows go
	more := longest - width // bits that longer codes are looked up by in the end
	for prefix := next[min(width+1, longestCode)] >> 1; more > 0 && prefix < 1<<width; prefix++ {
		// Longer codes stand behind all shorter ones, so these are their first bits.
		rows[reversed(prefix, width)] = rowMore | row(free)<<16 | row(more)
		free += 1 << more
	}
	for symbol, l := range lengths {
		if l == 0 {
			continue
		}
		length := int(l)
		back, r := reversed(next[length], length), of(symbol)
		next[length]++
		if length <= width {
			if r != 0 {
				r |= row(length)
			}
			for at := back; at < 1<<width; at += 1 << length {
				rows[at] = r
			}
			continue
		}
		if r != 0 {
			r |= row(length - width)
		}
		base := int(rows[back&(1<<width-1)] >> 16)
		for at := back >> width; at < 1<<more; at += 1 << (length - width) {
			rows[base+at] = r
		}
	}
	return true
}

// reversed: codes are packed with their first bit lowest.
func reversed(code, length int) int {
	return int(bits.Reverse16(uint16(code)) >> (16 - length))
}
