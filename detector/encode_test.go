package detector

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// TestDecoded: what is decoded comes back byte for byte, or is not ok.
func TestDecoded(t *testing.T) {
	const text = "token: é 😀\r\nnext"
	little, big := appendAsUTF16(nil, []byte(text), binary.LittleEndian), appendAsUTF16(nil, []byte(text), binary.BigEndian)
	for name, stored := range map[string][]byte{
		"plain":     []byte(text),
		"mark":      append(bytes.Clone(bomUTF8), text...),
		"little":    append(bytes.Clone(bomUTF16LE), little...),
		"big":       append(bytes.Clone(bomUTF16BE), big...),
		"no mark":   appendAsUTF16(nil, []byte("token: as it is often written"), binary.LittleEndian),
		"not UTF-8": []byte("token: \xff\xfe"),
		"empty":     nil,
	} {
		got, encode, ok := Decoded(stored)
		if !ok || !bytes.Equal(encode(got), stored) {
			t.Errorf("%s: not as it was", name)
		}
		if name != "not UTF-8" && name != "empty" && name != "no mark" && string(got) != text {
			t.Errorf("%s: decoded to %q", name, got)
		}
	}
	if _, _, ok := Decoded(append(bytes.Clone(bomUTF16LE), 0x41, 0, 0, 0xd8, 0x42, 0)); ok {
		t.Error("half of a pair comes back")
	}
	if _, _, ok := Decoded(append(bytes.Clone(bomUTF16LE), 0x41, 0, 0x42)); ok {
		t.Error("half of a character comes back")
	}
}
