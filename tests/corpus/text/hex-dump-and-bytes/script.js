(async () => {
  const bytes = new TextEncoder().encode(input);
  const hex = (n, width = 2) => n.toString(16).padStart(width, "0");

  const lines = [];
  for (let offset = 0; offset < bytes.length; offset += 16) {
    const row = [...bytes.slice(offset, offset + 16)];
    const left = row.map((b) => hex(b)).join(" ").padEnd(47);
    const right = row.map((b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : ".")).join("");
    lines.push(`${hex(offset, 8)}  ${left}  |${right}|`);
  }

  // a 32-bit FNV-1a hash
  let hash = 0x811c9dc5;
  for (const byte of bytes) {
    hash ^= byte;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }

  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    lines,
    hash: hex(hash, 8),
    xor: bytes.reduce((a, b) => a ^ b, 0),
    big: view.getUint32(0),
    little: view.getInt16(1, true),
    bits: bytes[1].toString(2).padStart(8, "0"),
    back: new TextDecoder().decode(new Uint8Array(lines.flatMap((l) => l.slice(10, 57).trim().split(" ").map((h) => parseInt(h, 16))))) === input,
  };
})();
