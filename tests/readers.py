"""Checks that two more programs, PDFium and pypdf, find every word in the PDFs of the suite's letters.

The suite writes the letters and their words to target/tmp, and checks them itself with poppler and MuPDF. Run by ./check:

    python tests/readers.py target/tmp
"""

import json
import sys
import unicodedata
from pathlib import Path

import pypdf
import pypdfium2


def pdfium(path):
    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def py_pdf(path):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def comparable(text, spaceless):
    """Normalises a text as the suite does: decomposed, without direction marks, with single spaces or none."""
    steering = {0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if ord(c) not in steering)
    return ("" if spaceless else " ").join(plain.split())


def main(folder):
    letters = sorted(Path(folder).glob("letter-script-*.json"))
    if not letters:
        sys.exit(f"no letters in {folder}: run the suite first")
    lost = 0
    for letter in letters:
        wanted = json.loads(letter.read_text(encoding="utf-8"))
        for reader in (pdfium, py_pdf):
            text = comparable(reader(letter.with_suffix(".pdf")), wanted["spaceless"])
            for word in wanted["words"]:
                if comparable(word, wanted["spaceless"]) not in text:
                    lost += 1
                    print(f"{letter.stem}: {reader.__name__} does not find {word}")
    print(f"{len(letters)} letters, {lost} words lost")
    sys.exit(lost > 0)


if __name__ == "__main__":
    main(sys.argv[1])
