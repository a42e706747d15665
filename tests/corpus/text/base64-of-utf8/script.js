const toBase64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const fromBase64 = (encoded) => new TextDecoder().decode(Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0)));

// the URL-safe alphabet, without padding
const toUrl = (b64) => b64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const fromUrl = (url) => url.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(url.length / 4) * 4, "=");

const encoded = input.texts.map(toBase64);
const urls = encoded.map(toUrl);
const back = urls.map((u) => fromBase64(fromUrl(u)));

const [header, payload, signature] = input.jwt.split(".").map((part) => fromBase64(fromUrl(part)));

let broken = false;
try {
  atob(input.broken);
} catch {
  broken = true;
}
({ encoded, urls, roundTrip: back.every((t, i) => t === input.texts[i]), header: JSON.parse(header), payload: JSON.parse(payload), signature, broken });
