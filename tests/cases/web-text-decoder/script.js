const bytes = new TextEncoder().encode("\ufeffaü😀");
const decoder = new TextDecoder();
let streamed = "";
for (const byte of bytes) streamed += decoder.decode(new Uint8Array([byte]), { stream: true });
streamed += decoder.decode();
const fatal = new TextDecoder("UTF-8", { fatal: true });
let refused;
try {
  fatal.decode(new Uint8Array([0xff]));
} catch (error) {
  refused = error instanceof TypeError;
}
let label;
try {
  new TextDecoder("latin1");
} catch (error) {
  label = error.name;
}
return [new TextDecoder().decode(bytes), streamed, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).length, new TextDecoder().decode(new Uint8Array([97, 0xff]).buffer), refused, label, new TextDecoder().decode()];
