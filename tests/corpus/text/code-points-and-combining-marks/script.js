const encoder = new TextEncoder();

const describe = (text) => ({
  text,
  codePoints: Array.from(text, (c) => "U+" + c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")),
  utf8: encoder.encode(text).length,
  utf16: text.length,
  nfc: [...text.normalize("NFC")].length,
  nfkd: [...text.normalize("NFKD")].length,
  marks: (text.match(/\p{M}/gu) ?? []).length,
  reversed: [...text].reverse().join(""),
});

return {
  described: input.map(describe),
  equal: input[0] === input[1],
  equalNormalised: input[0].normalize() === input[1].normalize(),
  escaped: input[3].replace(/[^\x20-\x7e]/gu, (c) => `\\u{${c.codePointAt(0).toString(16)}}`),
  fromCodePoints: String.fromCodePoint(0x1f680, 0x41, 0x3b1),
  upper: ["straße", "ŉ", "ǆ"].map((s) => s.toUpperCase()),
};
