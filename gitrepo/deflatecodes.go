package gitrepo

import "math/bits"

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
