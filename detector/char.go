package detector

// The classes of characters, a bit for each. They are asked for at every byte of a
// text, so they stand in a table, which is data and costs no start.
const (
	hexChar = 1 << iota
	alnumChar
	nameChar // of a name as it is written anywhere: code, files, options
	wordChar // of a name in code
	spaceChar
	quoteChar
	openingChar
	closingChar
)

const (
	letterChar   = alnumChar | nameChar | wordChar
	hexAlnumChar = letterChar | hexChar
)

var chars = [256]uint8{
	'0': hexAlnumChar, '1': hexAlnumChar, '2': hexAlnumChar, '3': hexAlnumChar, '4': hexAlnumChar,
	'5': hexAlnumChar, '6': hexAlnumChar, '7': hexAlnumChar, '8': hexAlnumChar, '9': hexAlnumChar,
	'a': hexAlnumChar, 'b': hexAlnumChar, 'c': hexAlnumChar, 'd': hexAlnumChar, 'e': hexAlnumChar, 'f': hexAlnumChar,
	'g': letterChar, 'h': letterChar, 'i': letterChar, 'j': letterChar, 'k': letterChar, 'l': letterChar, 'm': letterChar,
	'n': letterChar, 'o': letterChar, 'p': letterChar, 'q': letterChar, 'r': letterChar, 's': letterChar, 't': letterChar,
	'u': letterChar, 'v': letterChar, 'w': letterChar, 'x': letterChar, 'y': letterChar, 'z': letterChar,
	'A': hexAlnumChar, 'B': hexAlnumChar, 'C': hexAlnumChar, 'D': hexAlnumChar, 'E': hexAlnumChar, 'F': hexAlnumChar,
	'G': letterChar, 'H': letterChar, 'I': letterChar, 'J': letterChar, 'K': letterChar, 'L': letterChar, 'M': letterChar,
	'N': letterChar, 'O': letterChar, 'P': letterChar, 'Q': letterChar, 'R': letterChar, 'S': letterChar, 'T': letterChar,
	'U': letterChar, 'V': letterChar, 'W': letterChar, 'X': letterChar, 'Y': letterChar, 'Z': letterChar,
	'_': nameChar | wordChar, '-': nameChar, '.': nameChar,
	' ': spaceChar, '\t': spaceChar, '\r': spaceChar, '\n': spaceChar,
	'"': quoteChar, '\'': quoteChar, '`': quoteChar,
	'(': openingChar, '[': openingChar, '{': openingChar,
	')': closingChar, ']': closingChar, '}': closingChar,
}

func isHex(b byte) bool { return chars[b]&hexChar != 0 }

func isAlnum(b byte) bool { return chars[b]&alnumChar != 0 }

func isNameByte(b byte) bool { return chars[b]&nameChar != 0 || b >= 0x80 }

func isWordByte(b byte) bool { return chars[b]&wordChar != 0 }

func isSpace(b byte) bool { return chars[b]&spaceChar != 0 }

func isQuote(b byte) bool { return chars[b]&quoteChar != 0 }

func isOpening(b byte) bool { return chars[b]&openingChar != 0 }

func isClosing(b byte) bool { return chars[b]&closingChar != 0 }
