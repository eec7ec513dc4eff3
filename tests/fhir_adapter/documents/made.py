"""Documents made by hand, so that a test says what is in them."""

import zlib

LINE = b"Patient denies chest pain, dyspnea and palpitations; takes metoprolol 25 mg."


def shown(*lines):
    """What a page shows, a line each."""
    return b"BT /F1 12 Tf 72 720 Td 14 TL " + b" ".join(b"(%s) Tj T*" % line for line in lines) + b" ET"


def pdf(*pages, packed=False, catalog=b"", more=(), font=b"/BaseFont/Helvetica/Encoding/WinAnsiEncoding"):
    """A PDF of these pages' content streams; ``more`` objects are numbered after those of the pages."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[%s]/Count %d>>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(pages))), len(pages)),
        b"<</Type/Font/Subtype/Type1%s>>" % font,
    ]
    extra = 4 + 2 * len(pages)
    for i, content in enumerate(pages):
        stream, filtered = (zlib.compress(content), b"/Filter/FlateDecode") if packed else (content, b"")
        resources = b"<</Font<</F1 3 0 R>>/XObject<</X %d 0 R>>>>" % extra
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources%s/Contents %d 0 R>>" % (resources, 5 + 2 * i),
            b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), filtered, stream),
        ]
    return _numbered([*objects, *more])


def form(content, resources=b""):
    """An object that a page may draw by ``/X Do``."""
    return b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<%s>>/Length %d>>stream\n%s\nendstream" % (
        resources,
        len(content),
        content,
    )


def _numbered(objects):
    out, starts = bytearray(b"%PDF-1.4\n"), []
    for number, held in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    size = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, end)
    return bytes(out)


def rtf(body, fonts=rb"{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset204 Cyr;}"):
    """An RTF document as word processors begin it."""
    head = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl" + fonts + rb"}{\colortbl;\red0\green0\blue0;}"
    return head + rb"{\stylesheet{\s0 Normal;}}{\info{\title Not shown}}\pard " + body + b"}"


def cda(*sections, declaration='<?xml version="1.0" encoding="utf-8"?>'):
    """A C-CDA document of these sections."""
    body = "".join(f"<component>{one}</component>" for one in sections)
    return (
        f'{declaration}<ClinicalDocument xmlns="urn:hl7-org:v3"><title>Summary</title>'
        f"<component><structuredBody>{body}</structuredBody></component></ClinicalDocument>"
    ).encode()


def section(title, narrative, *inner):
    """A section with its narrative, an entry that repeats it in code, and the sections within."""
    within = "".join(f"<component>{one}</component>" for one in inner)
    coded = "<entry><observation><text>coded</text></observation></entry>"
    return f"<section><title>{title}</title><text>{narrative}</text>{coded}{within}</section>"
