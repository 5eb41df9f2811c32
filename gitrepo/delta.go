package gitrepo

import (
	"errors"
	"math/bits"
)

var errDelta = errors.New("malformed delta")

// applyDelta makes the content that a delta describes: the sizes of the base and of the
// result, then pieces of the base to be copied and bytes to be put between. Source:
// git's Documentation/gitformat-pack.txt, "Deltified representation". go-git's own grows
// its buffer on the way, which was 18 % of the processor time of a push of 1,000 commits.
// room gives an empty buffer for n bytes.
func applyDelta(base, delta []byte, room func(n int) []byte) ([]byte, error) {
	was, delta, ok := deltaSize(delta)
	if !ok || was != int64(len(base)) {
		return nil, errDelta
	}
	size, delta, ok := deltaSize(delta)
	// An instruction of four bytes copies 16 MiB at most. Room is taken for what is
	// usual; what a stranger claims has to come first.
	const usual = 64 << 20
	if !ok || size>>22 > int64(len(delta)) {
		return nil, errDelta
	}
	out := room(int(min(size, usual)))
	for len(delta) > 0 {
		piece, at, length, rest, ok := nextPiece(delta)
		if !ok {
			return nil, errDelta
		}
		if delta = rest; piece == nil {
			if at+length > int64(len(base)) {
				return nil, errDelta
			}
			piece = base[at:][:length]
		}
		if int64(len(out)+len(piece)) > size {
			return nil, errDelta
		}
		out = append(out, piece...)
	}
	if int64(len(out)) != size {
		return nil, errDelta
	}
	return out, nil
}

// nextPiece reads an instruction of a delta: bytes to be put in, or, where there are none,
// a piece of the base.
func nextPiece(delta []byte) (put []byte, at, length int64, rest []byte, ok bool) {
	op := delta[0]
	delta = delta[1:]
	if op&0x80 == 0 {
		if op == 0 || int(op) > len(delta) { // 0 is kept for what is to come
			return nil, 0, 0, nil, false
		}
		return delta[:op], 0, int64(op), delta[op:], true
	}
	if bits.OnesCount8(op&0x7f) > len(delta) {
		return nil, 0, 0, nil, false
	}
	n := 0
	if op&0x01 != 0 {
		at = int64(delta[n])
		n++
	}
	if op&0x02 != 0 {
		at |= int64(delta[n]) << 8
		n++
	}
	if op&0x04 != 0 {
		at |= int64(delta[n]) << 16
		n++
	}
	if op&0x08 != 0 {
		at |= int64(delta[n]) << 24
		n++
	}
	if op&0x10 != 0 {
		length = int64(delta[n])
		n++
	}
	if op&0x20 != 0 {
		length |= int64(delta[n]) << 8
		n++
	}
	if op&0x40 != 0 {
		length |= int64(delta[n]) << 16
		n++
	}
	delta = delta[n:]
	if length == 0 {
		length = 1 << 16
	}
	return nil, at, length, delta, true
}

// deltaSize reads a size: seven bits a byte, the lowest first.
func deltaSize(delta []byte) (size int64, rest []byte, ok bool) {
	for shift := 0; len(delta) > 0 && shift < 63; shift += 7 {
		b := delta[0]
		delta = delta[1:]
		size |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			return size, delta, size >= 0
		}
	}
	return 0, nil, false
}
