package gitrepo

import "math/bits"

// The rows of the codes behind those of literals, and of the distances' codes, without the
// codes' own lengths: the value, and how many bits add to it (RFC 1951, 3.2.5). The last
// two of each stand for nothing.
var (
	lengthRows = [...]row{
		rowEnd,
		3 << 16, 4 << 16, 5 << 16, 6 << 16, 7 << 16, 8 << 16, 9 << 16, 10 << 16,
		11<<16 | 1, 13<<16 | 1, 15<<16 | 1, 17<<16 | 1, 19<<16 | 2, 23<<16 | 2, 27<<16 | 2, 31<<16 | 2,
		35<<16 | 3, 43<<16 | 3, 51<<16 | 3, 59<<16 | 3, 67<<16 | 4, 83<<16 | 4, 99<<16 | 4, 115<<16 | 4,
		131<<16 | 5, 163<<16 | 5, 195<<16 | 5, 227<<16 | 5, 258 << 16,
		rowNone, rowNone,
	}
	distanceRows = [...]row{
		1 << 16, 2 << 16, 3 << 16, 4 << 16, 5<<16 | 1, 7<<16 | 1, 9<<16 | 2, 13<<16 | 2,
		17<<16 | 3, 25<<16 | 3, 33<<16 | 4, 49<<16 | 4, 65<<16 | 5, 97<<16 | 5, 129<<16 | 6, 193<<16 | 6,
		257<<16 | 7, 385<<16 | 7, 513<<16 | 8, 769<<16 | 8, 1025<<16 | 9, 1537<<16 | 9, 2049<<16 | 10, 3073<<16 | 10,
		4097<<16 | 11, 6145<<16 | 11, 8193<<16 | 12, 12289<<16 | 12, 16385<<16 | 13, 24577<<16 | 13,
		rowNone, rowNone,
	}
	// In which order the lengths of the lengths' own codes are (3.2.7).
	lengthOrder = [...]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

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
	fillRows(d.literals[:], literalBits, lengths[:], endOfBlock, lengthRows[:])
	for i := range 32 {
		lengths[i] = 5
	}
	fillRows(d.distances[:], distanceBits, lengths[:32], 0, distanceRows[:])
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
	if d.n < 0 || !fillRows(d.literals[:], ownBits, own[:], len(own), nil) {
		return errDeflate
	}
	var lengths [mostLiterals + mostDistance]uint8
	for i := 0; i < literals+distances; {
		d.fill()
		r := d.literals[d.bit&(1<<ownBits-1)]
		d.take(int(r & 0xff))
		value, times := uint8(0), 1
		switch symbol := int(r >> 16); {
		case r&rowEnd != 0:
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
	if !fillRows(d.literals[:], literalBits, lengths[:literals], endOfBlock, lengthRows[:]) ||
		!fillRows(d.distances[:], distanceBits, lengths[literals:literals+distances], 0, distanceRows[:]) {
		return errDeflate
	}
	return nil
}

// fillRows makes the table of a set of codes from their lengths (RFC 1951, 3.2.2). The
// first codes stand for literals, others for what rest has. The first 1<<width rows are
// looked up by so many bits; longer codes go on in rows behind them. Not ok are lengths
// for which there are too many codes or too few; one code alone is enough.
func fillRows(rows []row, width int, lengths []uint8, literals int, rest []row) bool {
	var count, next [longestCode + 1]int
	for _, l := range lengths {
		count[l&longestCode]++
	}
	count[0] = 0
	used, longest, sum := 0, 0, 0
	for l := 1; l <= longestCode; l++ {
		next[l] = sum
		sum += count[l]
		used = used<<1 + count[l]
		if count[l] > 0 {
			longest = l
		}
	}
	if used >>= longestCode - longest; longest == 0 || used != 1<<longest {
		if longest > 1 || used > 1 {
			return false
		}
	}
	// In order of their codes.
	var symbols [288]uint16
	for symbol, l := range lengths {
		if l != 0 {
			symbols[next[l&longestCode]] = uint16(symbol)
			next[l&longestCode]++
		}
	}
	// A table for so many bits is that for one bit less, twice: what a short code stands
	// for does not depend on the bit behind it.
	rows[0], rows[1] = rowNone, rowNone
	i, code := 0, 0
	for length := 1; length <= width; length++ {
		of := row(length)<<8 | row(length)
		for range count[length] {
			rows[code] = rowOf(symbols[i], literals, rest) + of
			i, code = i+1, following(code, length)
		}
		if length < width {
			copy(rows[1<<length:2<<length], rows[:1<<length])
		}
	}
	free := 1 << width      // where the next rows go
	more := longest - width // bits that longer codes are looked up by in the end
	for length := width + 1; length <= longest; length++ {
		of := row(length-width)<<8 | row(length-width)
		for range count[length] {
			prefix := code & (1<<width - 1)
			if rows[prefix]&rowMore == 0 {
				rows[prefix] = rowMore | row(free)<<16 | row(more)
				for at := range 1 << more {
					rows[free+at] = rowNone
				}
				free += 1 << more
			}
			base := int(rows[prefix] >> 16)
			for at := code >> width; at < 1<<more; at += 1 << (length - width) {
				rows[base+at] = rowOf(symbols[i], literals, rest) + of
			}
			i, code = i+1, following(code, length)
		}
	}
	return true
}

// rowOf is what a symbol stands for, without the length of its code.
func rowOf(symbol uint16, literals int, rest []row) row {
	if int(symbol) < literals {
		return rowLiteral | row(symbol)<<16
	}
	return rest[int(symbol)-literals]
}

// following is the code after one of so many bits, where codes have their first bit lowest,
// as they are packed. Behind the last one there is none.
func following(code, length int) int {
	if left := code ^ (1<<length - 1); left != 0 {
		bit := 1 << (bits.Len(uint(left)) - 1)
		return code&(bit-1) | bit
	}
	return code
}
