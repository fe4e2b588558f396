// Checks a head and a proof with the reference libraries of Go's checksum database, which know nothing of tousu.
// Usage: verifier VERIFIER CHECKPOINT PROOF ENTRY
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func read(path string) string {
	content, err := os.ReadFile(path)
	must(err)
	return string(content)
}

func head(verifiers note.Verifiers, signed string) (int64, tlog.Hash) {
	opened, err := note.Open([]byte(signed), verifiers)
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return size, root
}

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	must(err)
	verifiers := note.VerifierList(verifier)
	head(verifiers, read(os.Args[2]))
	above, signed, _ := strings.Cut(read(os.Args[3]), "\n\n")
	size, root := head(verifiers, signed)
	var index int64
	var proof tlog.RecordProof
	for _, line := range strings.Split(above, "\n")[1:] {
		if strings.HasPrefix(line, "extra ") {
			continue
		}
		if strings.HasPrefix(line, "index ") {
			index, err = strconv.ParseInt(strings.TrimPrefix(line, "index "), 10, 64)
			must(err)
			continue
		}
		step, err := tlog.ParseHash(line)
		must(err)
		proof = append(proof, step)
	}
	entry, err := base64.StdEncoding.DecodeString(os.Args[4])
	must(err)
	must(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(entry)))
	fmt.Println("accepted:", index, "of", size)
}
