package gitrepo

import (
	"encoding/binary"
	"errors"
	"hash/adler32"
)

// deflater inflates what is in memory as a whole, into room of the right length, and
// is used again. Nine of ten objects are a few hundred bytes in a pack, and a stream's
// window, readers and copies take as long as such an object itself. What it does not
// accept is for inflater to judge.
// Source: RFC 1950 (zlib) and RFC 1951 (DEFLATE).
type deflater struct {
	src []byte
	pos int    // in src
	bit uint64 // bits that were taken from src, the next one lowest
	n   int    // how many of them count
	dst []byte
	out int // in dst

	fixed     bool // the tables are those of the format itself
	literals  [1<<literalBits + 144<<(longestCode-literalBits)]row
	distances [1<<distanceBits + 15<<(longestCode-distanceBits)]row
}

// row is what stands for the next bits: how many of them are the code and what follows
// that adds to the value (bits 0 to 7), how many the code (8 to 12), what it is (13 to 15)
// and the value (16 to 31).
type row uint32

const (
	rowLiteral row = 1 << 13 // the value is a byte
	rowEnd     row = 1 << 14 // of the block
	rowMore    row = 1 << 15 // the value is where more rows are, for the next bits

	rowNone = rowEnd | 1<<16 // no code is that

	literalBits  = 9 // that are looked up at once
	distanceBits = 8
	longestCode  = 15

	endOfBlock   = 256
	mostLiterals = 286
	mostDistance = 30
	longestMore  = 5  // bits that add to a length
	farthestMore = 13 // and to a distance
)

// Neither is shown: inflater says what is wrong.
var (
	errDeflate = errors.New("malformed")
	errRoom    = errors.New("not of the announced length")
)

// zlib inflates a zlib stream at the beginning of src, of which it takes so many bytes; it
// has to fill dst exactly.
func (d *deflater) zlib(dst, src []byte) (taken int, err error) {
	taken, sum, err := d.unchecked(dst, src)
	if err == nil && sum != adler32.Checksum(dst) {
		return 0, errDeflate
	}
	return taken, err
}

// zlibUpTo is zlib for a stream that fills n bytes of dst.
func (d *deflater) zlibUpTo(dst, src []byte) (n int, err error) {
	n, _, sum, err := d.stream(dst, src)
	if err == nil && sum != adler32.Checksum(dst[:n]) {
		err = errDeflate
	}
	return n, err
}

// unchecked is zlib for what has another checksum; sum is what the stream's own should be.
func (d *deflater) unchecked(dst, src []byte) (taken int, sum uint32, err error) {
	n, taken, sum, err := d.stream(dst, src)
	if err == nil && n != len(dst) {
		err = errRoom
	}
	if err != nil {
		return 0, 0, err
	}
	return taken, sum, nil
}

// stream inflates a zlib stream into the first n bytes of dst, without its checksum.
func (d *deflater) stream(dst, src []byte) (n, taken int, sum uint32, err error) {
	const deflate, largestWindow, dictionary = 8, 7, 0x20
	if len(src) < 2 || src[0]&15 != deflate || src[0]>>4 > largestWindow ||
		binary.BigEndian.Uint16(src)%31 != 0 || src[1]&dictionary != 0 {
		return 0, 0, 0, errDeflate
	}
	d.src, d.pos, d.bit, d.n, d.dst, d.out = src, 2, 0, 0, dst, 0
	err = d.blocks()
	d.src, d.dst = nil, nil
	if err != nil {
		return 0, 0, 0, err
	}
	at := d.pos - d.n/8
	if len(src)-at < 4 {
		return 0, 0, 0, errRoom
	}
	return d.out, at + 4, binary.BigEndian.Uint32(src[at:]), nil
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
		r := d.literals[bit&(1<<literalBits-1)]
		// The bits that are ready are enough for some literals.
		for r&rowLiteral != 0 {
			if out >= len(dst) {
				return errRoom
			}
			dst[out] = byte(r >> 16)
			out++
			bit >>= r & 63
			n -= int(r & 0xff)
			if n < longestCode+longestMore {
				break
			}
			r = d.literals[bit&(1<<literalBits-1)]
		}
		if r&rowLiteral != 0 {
			if n < 0 {
				return errDeflate // the input has ended
			}
			continue
		}
		if r&(rowMore|rowEnd) != 0 {
			if r&rowMore != 0 {
				bit >>= literalBits
				n -= literalBits
				r = d.literals[int(r>>16)+int(bit&(1<<(r&0xff)-1))]
			}
			if r&(rowLiteral|rowEnd) != 0 {
				bit >>= r & 63
				n -= int(r & 0xff)
				switch {
				case n < 0 || r&rowNone == rowNone:
					return errDeflate
				case r&rowEnd != 0:
					d.pos, d.out, d.bit, d.n = pos, out, bit, n
					return nil
				case out >= len(dst):
					return errRoom
				}
				dst[out] = byte(r >> 16)
				out++
				continue
			}
		}
		length := int(r>>16) + int(bit&(1<<(r&63)-1)>>(r>>8&31))
		bit >>= r & 63
		n -= int(r & 0xff)
		if n < longestCode+farthestMore {
			d.pos, d.bit, d.n = pos, bit, n
			d.fill()
			pos, bit, n = d.pos, d.bit, d.n
		}
		r = d.distances[bit&(1<<distanceBits-1)]
		if r&rowMore != 0 {
			bit >>= distanceBits
			n -= distanceBits
			r = d.distances[int(r>>16)+int(bit&(1<<(r&0xff)-1))]
		}
		distance := int(r>>16) + int(bit&(1<<(r&63)-1)>>(r>>8&31))
		bit >>= r & 63
		n -= int(r & 0xff)
		if r&rowEnd != 0 || n < 0 || distance > out || length > len(dst)-out {
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
